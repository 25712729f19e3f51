import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
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
 * Puts the file under uploads/<hash of its bytes>/<its name>, unless it is there: nothing listens to that folder.
 * `onProgress` gets the share that is sent. Throws SearchError CloudUnavailable, or InvalidDataset where it is too large.
 */
export async function uploadFile(
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  path: string,
  onProgress: (share: number) => void = () => undefined,
): Promise<Uploaded> {
  const { size } = await stat(path);
  if (size > mostBytes) {
    throw new SearchError('InvalidDataset', `The file has ${size} bytes; one upload takes ${mostBytes}`, {
      place: { file: path },
      wayOut: `Write it as Parquet, or copy it there yourself: aws s3 cp … s3://${bucket}/datasets/<name>/`,
    });
  }
  const key = `uploads/${await hashOf(path)}/${keyName(basename(path))}`;
  return told(`upload to the bucket ${bucket}`, async () => {
    if (await isThere(s3, bucket, key, size)) return { key, bytes: size, wasThere: true };
    const body = Readable.from(
      counted(path, (sent) => onProgress(sent / size)),
      { objectMode: false },
    );
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: size }));
    return { key, bytes: size, wasThere: false };
  });
}

async function* counted(path: string, onSent: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Uint8Array;
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

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex').slice(0, prefixLength);
}

/** The file's name as a part of a key: the ending tells the format, and stays. */
export function keyName(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9._=-]+/g, '-').replace(/^\.+/, '');
  return clean === '' ? 'dataset' : clean.slice(-120);
}
