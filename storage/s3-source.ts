import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DatasetSource } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { statusOf } from './aws-trouble.ts';
import { s3Error } from './s3-error.ts';

/** Times in a row that a stream may break off without having brought anything. */
const attempts = 3;

/**
 * A dataset in a bucket, streamed. It is the object as it was when it was opened: one that is overwritten while it is read is
 * an error, never a mixture. Throws SearchError NotFound, InvalidDataset (empty) or StoreUnavailable.
 */
export async function s3Source(client: S3Client, bucket: string, key: string): Promise<DatasetSource> {
  const address = `s3://${bucket}/${key}`;
  const object = { Bucket: bucket, Key: key };
  /** What S3 answers to HEAD has no body, and so does not tell why; the same question by GET is answered. */
  async function told(error: unknown): Promise<unknown> {
    try {
      await client.send(new GetObjectCommand({ ...object, Range: 'bytes=0-0' }));
      return error;
    } catch (reason) {
      return reason;
    }
  }

  const { ContentLength: byteLength = 0, ETag } = await client
    .send(new HeadObjectCommand(object))
    .catch(async (error: unknown) => {
      const reason = statusOf(error) === undefined ? error : await told(error);
      throw isNamed(reason, 'NoSuchKey') ? missing(address, reason) : s3Error(reason, 'read', address);
    });
  if (byteLength === 0) throw new SearchError('InvalidDataset', 'the file is empty', { place: { file: address } });

  /** The bytes from `at` on, as far as the connection lasts. */
  async function* stream(at: number, end: number): AsyncGenerator<Uint8Array> {
    const range = { Range: `bytes=${at}-${end - 1}`, IfMatch: ETag };
    const { Body } = await client.send(new GetObjectCommand({ ...object, ...range }));
    // In Node the body is a stream of bytes.
    if (Body !== undefined) yield* Body as AsyncIterable<Uint8Array>;
  }

  return {
    name: key.slice(key.lastIndexOf('/') + 1),
    byteLength,
    async *read(start = 0, wanted = byteLength) {
      const end = Math.min(wanted, byteLength);
      let at = start;
      for (let attempt = 1; at < end; attempt++) {
        let broken: unknown = new Error('the answer ended early');
        try {
          for await (const chunk of stream(at, end)) {
            at += chunk.byteLength;
            attempt = 1;
            yield chunk;
          }
        } catch (error) {
          if (statusOf(error) === 412 || statusOf(error) === 404) throw changed(address, error);
          if (statusOf(error) !== undefined) throw s3Error(error, 'read', address);
          broken = error;
        }
        if (at < end && attempt >= attempts) throw s3Error(broken, 'read', address);
      }
    },
  };
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

const missing = (address: string, cause: unknown): SearchError =>
  new SearchError('NotFound', `no dataset at ${JSON.stringify(address)}`, {
    wayOut: 'Check the address, or upload it',
    cause,
  });

const changed = (address: string, cause: unknown): SearchError =>
  new SearchError('NotFound', `the dataset at ${address} was replaced or deleted while it was read`, {
    wayOut: 'Start the search again',
    cause,
  });
