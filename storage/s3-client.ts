import { S3Client } from '@aws-sdk/client-s3';

let client: S3Client | undefined;

/**
 * The one client of this process, made when it is first needed. Region, credentials and profile are found as the AWS CLI finds
 * them. An emulator's endpoint (AWS_ENDPOINT_URL) has no name for each bucket.
 */
export const s3Client = (): S3Client =>
  (client ??= new S3Client({
    forcePathStyle: (process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL) !== undefined,
    // A machine that a person waits at is told soon; a thousand results are read at once.
    requestHandler: { connectionTimeout: 5000, httpsAgent: { maxSockets: 64 } },
  }));
