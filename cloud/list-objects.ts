import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from '../shared/steps/begin.ts';
import { s3Client } from '../storage/s3-client.ts';
import { told } from './cloud-error.ts';

/** The objects whose keys begin with the prefix. Throws SearchError CloudUnavailable. */
export function listObjects(bucket: string, prefix: string, s3: S3Client = s3Client()): Promise<StoredObject[]> {
  return told(`list ${prefix} in the bucket ${bucket}`, async () => {
    const objects: StoredObject[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key, ETag, Size = 0, LastModified } of Contents) {
        if (Key === undefined) continue;
        objects.push({ key: Key, version: ETag ?? '', size: Size, modifiedAt: LastModified?.getTime() ?? 0 });
      }
    }
    return objects;
  });
}
