import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface EncryptionProps {
  readonly kms: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** The key that everything is encrypted with, where one is asked for. */
export class Encryption extends Construct {
  readonly key: Key | undefined;

  constructor(scope: Construct, id: string, { kms, removalPolicy }: EncryptionProps) {
    super(scope, id);
    if (!kms) return;
    const { region, account, partition } = Stack.of(this);
    this.key = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy });
    // Neither synth nor cdk-nag sees a key that shuts these out: the deployment would fail, or the first alarm get lost.
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    );
    for (const service of ['cloudwatch', 'events', 'sns']) {
      this.key.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:SourceAccount': account } },
        }),
      );
    }
  }
}
