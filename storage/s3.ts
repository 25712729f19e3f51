import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import { statusOf } from './aws-trouble.ts';
import { checkKey, isKeyPart } from './key.ts';
import { s3Error } from './s3-error.ts';

export interface S3Place {
  readonly client: S3Client;
  readonly bucket: string;
  /** The store's keys lie below it; the bucket's top by default. */
  readonly prefix?: string;
}

/** Times a conditional write is tried that S3 answers with 409: another one of the same key was under way. */
const conflicts = 10;
/** Times a read is begun whose answer breaks off: the SDK's own attempts end where the answer begins. */
const reads = 3;

/**
 * A store in a bucket. S3's own writes are atomic; If-None-Match makes the first writer win. Throws SearchError StoreUnavailable:
 * no credentials, not allowed, no such bucket, no answer, …
 */
export function s3Store({ client, bucket, prefix }: S3Place): ArtifactStore {
  const top = prefix === undefined || prefix === '' ? '' : `${prefix}/`;
  const address = (key: string): string => `s3://${bucket}/${top}${key}`;

  async function get(key: string): Promise<Uint8Array | undefined> {
    for (let attempt = 1; ; attempt++) {
      const object = { Bucket: bucket, Key: top + key };
      const answer = await client.send(new GetObjectCommand(object)).catch((error: unknown) => {
        if (error instanceof NoSuchKey) return undefined;
        throw s3Error(error, 'read', address(key));
      });
      try {
        return await answer?.Body?.transformToByteArray();
      } catch (error) {
        if (attempt === reads) throw s3Error(error, 'read', address(key));
      }
    }
  }

  async function put(key: string, bytes: Uint8Array, ifAbsent: boolean): Promise<boolean> {
    const object = { Bucket: bucket, Key: top + key, Body: bytes, ContentLength: bytes.byteLength };
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(new PutObjectCommand(ifAbsent ? { ...object, IfNoneMatch: '*' } : object));
        return true;
      } catch (error) {
        if (ifAbsent && statusOf(error) === 412) return false;
        if (!ifAbsent || statusOf(error) !== 409 || attempt === conflicts) throw s3Error(error, 'write', address(key));
        await sleep(20 * attempt);
      }
    }
  }

  return {
    async read(key) {
      checkKey(key);
      return get(key);
    },
    async write(key, bytes, { ifAbsent = false } = {}) {
      checkKey(key);
      // Copied: the SDK signs and sends later, and the caller may write into its own bytes meanwhile.
      return put(key, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : Uint8Array.from(bytes), ifAbsent);
    },
    async list(keyPrefix) {
      const keys: string[] = [];
      try {
        for await (const { Contents = [] } of paginateListObjectsV2(
          { client },
          { Bucket: bucket, Prefix: top + keyPrefix },
        )) {
          for (const { Key = '' } of Contents) {
            const key = Key.slice(top.length);
            // What others put there may have a name that no key has, as the "folders" of S3's console.
            if (key.split('/').every(isKeyPart)) keys.push(key);
          }
        }
      } catch (error) {
        throw s3Error(error, 'list', address(keyPrefix));
      }
      // By code unit, as the other stores do it; S3's order is by UTF-8, the same for the letters of keys.
      return keys.sort();
    },
    async delete(key) {
      checkKey(key);
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: top + key }));
      } catch (error) {
        throw s3Error(error, 'delete', address(key));
      }
    },
  };
}
