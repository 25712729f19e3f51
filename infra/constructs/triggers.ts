import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Store } from './store.ts';

export interface TriggersProps {
  readonly start: LambdaFunction;
  readonly store: Store;
}

const attempts = 3;
const patience = Duration.hours(2);

/** What starts a search with nobody there: an upload, a schedule. What could not be started waits in a queue. */
export class Triggers extends Construct {
  readonly lost: Queue;
  readonly scheduleGroup: ScheduleGroup;
  readonly scheduleRole: Role;

  constructor(scope: Construct, id: string, { start, store }: TriggersProps) {
    super(scope, id);
    const { key } = store.encryption;
    this.lost = new Queue(this, 'Lost', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(key === undefined ? { encryption: QueueEncryption.SQS_MANAGED } : { encryptionMasterKey: key }),
    });
    acknowledge(this.lost, 'SQS3', 'This is the queue of what was not delivered.');
    new Rule(this, 'Upload', {
      description: 'A dataset was put into the store',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [store.bucket.bucketName] }, object: { key: [{ prefix: 'datasets/' }] } },
      },
      // The event as it is: not all emulators can make another of it.
      targets: [
        new LambdaTarget(start, { deadLetterQueue: this.lost, retryAttempts: attempts, maxEventAge: patience }),
      ],
    });
    this.keepWhatFailed(start);
    this.scheduleGroup = new ScheduleGroup(this, 'Schedules');
    this.scheduleRole = this.roleOfSchedules(start);
  }

  /** Events that the function failed on, after Lambda's own attempts. */
  private keepWhatFailed(start: LambdaFunction): void {
    start.configureAsyncInvoke({
      onFailure: new SqsDestination(this.lost),
      retryAttempts: 2,
      maxEventAge: patience,
    });
    if (this.lost.encryptionMasterKey === undefined || start.role === undefined) return;
    for (const action of ['GenerateDataKey*', 'ReEncrypt*']) {
      acknowledge(
        start.role,
        `IAM5[Action::kms:${action}]`,
        'What sending to an encrypted queue takes, of that one key.',
      );
    }
  }

  private roleOfSchedules(start: LambdaFunction): Role {
    const role = new Role(this, 'ScheduleRole', {
      description: 'Of schedules that search a dataset again',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [start.functionArn] }));
    return role;
  }
}
