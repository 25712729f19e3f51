import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { told } from './cloud-error.ts';

/** Ids of all searches in the bucket, oldest first, however they began. Throws SearchError CloudUnavailable. */
export function listSearchIds(s3: S3Client, bucket: string): Promise<string[]> {
  return told(`list the searches in the bucket ${bucket}`, async () => {
    const ids: string[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: 'searches/', Delimiter: '/', ContinuationToken: token }),
      );
      ids.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix = '' }) => Prefix.split('/')[1] ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return ids.sort();
  });
}
