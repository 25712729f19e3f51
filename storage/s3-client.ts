import { S3Client } from '@aws-sdk/client-s3';

let client: S3Client | undefined;

/** Requests that are under way at once; further ones wait for a free connection. */
const maxSockets = 64;

/**
 * The one client of this process, made when it is first needed. Region, credentials and profile are found as the AWS CLI finds
 * them. An emulator's endpoint (AWS_ENDPOINT_URL) has no name for each bucket.
 */
export const s3Client = (): S3Client =>
  (client ??= new S3Client({
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL),
    // A person who waits is told soon, and a connection that went silent is not waited for. Connections are kept by default.
    requestHandler: {
      connectionTimeout: 5000,
      socketTimeout: 60_000,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  }));
