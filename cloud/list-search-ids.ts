import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { told } from './cloud-error.ts';

/** Ids of all searches in the bucket, oldest first, however they began. Throws SearchError CloudUnavailable. */
export function listSearchIds(s3: S3Client, bucket: string): Promise<string[]> {
  return told(`list the searches in the bucket ${bucket}`, async () => {
    const ids: string[] = [];
    const searches = { Bucket: bucket, Prefix: 'searches/', Delimiter: '/' };
    for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: s3 }, searches)) {
      ids.push(...CommonPrefixes.flatMap(({ Prefix = '' }) => Prefix.split('/')[1] ?? []));
    }
    return ids.sort();
  });
}
