import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Encryption } from './encryption.ts';

export interface StoreProps {
  readonly encryption: Encryption;
  readonly accessLogs: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** Days that what was overwritten or deleted can be had back. Checkpoints are deleted as soon as nothing goes on from them. */
const undoDays = 7;
const accessLogDays = 90;

/** The artifact store: one bucket, whose events go to EventBridge. */
export class Store extends Construct {
  readonly bucket: Bucket;
  readonly encryption: Encryption;

  constructor(scope: Construct, id: string, { encryption, accessLogs, removalPolicy }: StoreProps) {
    super(scope, id);
    this.encryption = encryption;
    const { key } = encryption;
    this.bucket = new Bucket(this, 'Bucket', {
      ...closed(removalPolicy),
      ...(key === undefined ? {} : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      ...(accessLogs
        ? { serverAccessLogsBucket: this.logBucket(removalPolicy), serverAccessLogsPrefix: 'store/' }
        : {}),
      versioned: true,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(undoDays),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    // The L2's own switch would add a function that sets this after the deployment.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    if (!accessLogs) acknowledge(this.bucket, 'S1', 'Access logs cost by the request; accessLogs: true writes them.');
  }

  private logBucket(removalPolicy: RemovalPolicy): IBucket {
    return new Bucket(this, 'AccessLogs', {
      ...closed(removalPolicy),
      lifecycleRules: [{ expiration: Duration.days(accessLogDays) }],
    });
  }
}

const closed = (removalPolicy: RemovalPolicy): BucketProps => ({
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy,
});
