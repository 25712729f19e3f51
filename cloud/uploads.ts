import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DatasetSource } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { told } from './cloud-error.ts';

export interface Uploaded {
  readonly key: string;
  readonly bytes: number;
  /** Whether it was there before, byte for byte. */
  readonly wasThere: boolean;
}

/** What one request of S3's takes. */
const mostBytes = 5 * 1024 ** 3;
/** Digits of the SHA-256: no two datasets of a person's share them. */
const prefixLength = 16;

/**
 * Puts the dataset under uploads/<hash of its bytes>/<its name>, unless it is there: nothing listens to that folder.
 * `onProgress` gets the share that is sent. Throws SearchError CloudUnavailable, or InvalidDataset where it is too large.
 */
export async function uploadDataset(
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  source: DatasetSource,
  onProgress: (share: number) => void = () => undefined,
): Promise<Uploaded> {
  const { name, byteLength } = source;
  if (byteLength > mostBytes) {
    throw new SearchError('InvalidDataset', `The dataset has ${byteLength} bytes; one upload takes ${mostBytes}`, {
      place: { file: name },
      wayOut: `Write it as Parquet, or copy it there yourself: aws s3 cp … s3://${bucket}/datasets/<name>/`,
    });
  }
  const key = `uploads/${await hashOf(source)}/${keyName(name)}`;
  return told(`upload to the bucket ${bucket}`, async () => {
    if (await isThere(s3, bucket, key, byteLength)) return { key, bytes: byteLength, wasThere: true };
    const body = Readable.from(
      counted(source, (sent) => onProgress(sent / byteLength)),
      { objectMode: false },
    );
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: byteLength }));
    return { key, bytes: byteLength, wasThere: false };
  });
}

async function* counted(source: DatasetSource, onSent: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const bytes of source.read()) {
    yield bytes;
    sent += bytes.length;
    onSent(sent);
  }
}

async function isThere(s3: S3Client, bucket: string, key: string, size: number): Promise<boolean> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).ContentLength === size;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

async function hashOf(source: DatasetSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source.read()) hash.update(bytes);
  return hash.digest('hex').slice(0, prefixLength);
}

/** The file's name as a part of a key: the ending tells the format, and stays. */
export function keyName(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9._=-]+/g, '-').replace(/^\.+/, '');
  return clean === '' ? 'dataset' : clean.slice(-120);
}
