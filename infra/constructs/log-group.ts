import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup as CloudWatchLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Encryption } from './encryption.ts';

export interface LogGroupProps {
  readonly config: Pick<Config, 'retentionDays'>;
  readonly encryption: Encryption;
  /** AWS demands some names to begin in a way. */
  readonly name?: string;
}

/** A log that is kept for as long as is asked for. */
export class LogGroup extends Construct {
  readonly logGroup: CloudWatchLogGroup;

  constructor(scope: Construct, id: string, { config, encryption, name }: LogGroupProps) {
    super(scope, id);
    this.logGroup = new CloudWatchLogGroup(this, 'LogGroup', {
      logGroupName: name,
      retention: config.retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryption.key === undefined ? {} : { encryptionKey: encryption.key }),
    });
  }
}
