import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from '../shared/steps/begin.ts';
import { s3Client } from '../storage/s3-client.ts';
import { told } from './cloud-error.ts';

/** The objects whose keys begin with the prefix. Throws SearchError CloudUnavailable. */
export function listObjects(bucket: string, prefix: string, s3: S3Client = s3Client()): Promise<StoredObject[]> {
  return told(`list ${prefix} in the bucket ${bucket}`, async () => {
    const objects: StoredObject[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key, ETag, Size = 0, LastModified } of page.Contents ?? []) {
        if (Key === undefined) continue;
        objects.push({ key: Key, version: ETag ?? '', size: Size, modifiedAt: LastModified?.getTime() ?? 0 });
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return objects;
  });
}
