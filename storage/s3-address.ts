import { SearchError } from '../shared/errors.ts';
import { isKeyPart } from './key.ts';

/** What lies at s3://bucket/key; a key that ends nowhere is ''. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const isS3Address = (address: string): boolean => address.startsWith('s3://');

/** Throws SearchError InvalidSpec where it is no address of S3: the bucket's name, or a key that no store would take. */
export function parseS3Address(address: string): S3Address {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)(?:\/(.*?))?\/?$/s.exec(address) ?? [];
  const keyIsFine = key === '' || (key.length <= 1024 && key.split('/').every(isKeyPart));
  if (bucketPattern.test(bucket) && keyIsFine) return { bucket, key };
  throw new SearchError('InvalidSpec', `${JSON.stringify(address.slice(0, 200))} is no address in S3`, {
    wayOut: 'Write s3://bucket/key, of letters, digits and . _ = -',
  });
}
