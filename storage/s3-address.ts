import { SearchError } from '../shared/errors.ts';
import { isKeyPart } from './key.ts';

/** What lies at s3://bucket/key; a key that ends nowhere is ''. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

/** S3's rules: 3 to 63 characters, no two dots in a row, not written as an IP address is. */
const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name);

export const isS3Address = (address: string): boolean => address.startsWith('s3://');

/** Throws SearchError InvalidSpec where it is no address of S3: the bucket's name, or a key that no store would take. */
export function parseS3Address(address: string): S3Address {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)(?:\/(.*?))?\/?$/s.exec(address) ?? [];
  const keyIsFine = key === '' || (key.length <= 1024 && key.split('/').every(isKeyPart));
  if (isBucketName(bucket) && keyIsFine) return { bucket, key };
  throw new SearchError('InvalidSpec', `${JSON.stringify(address.slice(0, 200))} is no address in S3`, {
    wayOut: 'Write s3://bucket/key, of letters, digits and . _ = -',
  });
}
