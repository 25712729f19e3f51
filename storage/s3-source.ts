import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DatasetSource } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { s3Error, statusOf } from './s3-error.ts';

/** Times in a row that a stream may break off without having brought anything. */
const attempts = 3;

/**
 * A dataset in a bucket, streamed. It is the object as it was when it was opened: one that is overwritten while it is read is
 * an error, never a mixture. Throws SearchError NotFound, InvalidDataset (empty) or StoreUnavailable.
 */
export async function s3Source(client: S3Client, bucket: string, key: string): Promise<DatasetSource> {
  const address = `s3://${bucket}/${key}`;
  const object = { Bucket: bucket, Key: key };
  const { ContentLength: byteLength = 0, ETag } = await client
    .send(new HeadObjectCommand(object))
    .catch((error: unknown) => {
      if (statusOf(error) === 404) throw gone(address, error);
      throw s3Error(error, 'read', address);
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
    async *read(start = 0, end = byteLength) {
      let at = start;
      for (let attempt = 1; at < end; attempt++) {
        try {
          for await (const chunk of stream(at, end)) {
            at += chunk.byteLength;
            attempt = 1;
            yield chunk;
          }
        } catch (error) {
          if (statusOf(error) === 412 || statusOf(error) === 404) throw changed(address, error);
          if (statusOf(error) !== undefined || attempt >= attempts) throw s3Error(error, 'read', address);
        }
      }
    },
  };
}

const gone = (address: string, cause: unknown): SearchError =>
  new SearchError('NotFound', `no dataset at ${JSON.stringify(address)}`, {
    wayOut: 'Check the address, or upload it',
    cause,
  });

const changed = (address: string, cause: unknown): SearchError =>
  new SearchError('NotFound', `the dataset at ${address} was replaced or deleted while it was read`, {
    wayOut: 'Start the search again',
    cause,
  });
