import { S3Client } from '@aws-sdk/client-s3';

let client: S3Client | undefined;

/**
 * Times a request is tried: S3 tells who asks for more than 5,500 reads or 3,500 writes a second to slow down, until it has
 * divided the prefix among more machines, and a large round's functions all begin at once.
 */
const maxAttempts = 8;

/** Requests that are under way at once; further ones wait for a free connection. */
const maxSockets = 64;

/**
 * The one client of this process, made when it is first needed. Region, credentials and profile are found as the AWS CLI finds
 * them. An emulator's endpoint (AWS_ENDPOINT_URL) has no name for each bucket.
 */
export const s3Client = (): S3Client =>
  (client ??= new S3Client({
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL),
    maxAttempts,
    // A person who waits is told soon, and a connection that went silent is not waited for. Connections are kept by default.
    requestHandler: {
      connectionTimeout: 5000,
      socketTimeout: 60_000,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  }));
