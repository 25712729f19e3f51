import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget, SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Notices } from './notices.ts';
import type { Store } from './store.ts';

export interface TriggersProps {
  readonly start: LambdaFunction;
  readonly store: Store;
  readonly notices: Notices;
}

const attempts = 3;
const patience = Duration.hours(2);

/** What starts a search with nobody there: an upload, a schedule. What could not be started waits in a queue. */
export class Triggers extends Construct {
  readonly lost: Queue;
  readonly scheduleGroup: ScheduleGroup;
  readonly scheduleRole: Role;

  constructor(scope: Construct, id: string, { start, store, notices }: TriggersProps) {
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
    this.tellOfRefusals(start, notices);
    this.scheduleGroup = new ScheduleGroup(this, 'Schedules');
    this.scheduleRole = this.roleOfSchedules(start);
  }

  /** Nobody waits for the answer to an event: a file that is no dataset is told of by what the function gave back. */
  private tellOfRefusals(start: LambdaFunction, { topic }: Notices): void {
    start.configureAsyncInvoke({
      onSuccess: new EventBridgeDestination(),
      onFailure: new SqsDestination(this.lost),
      retryAttempts: 2,
      maxEventAge: patience,
    });
    if (this.lost.encryptionMasterKey !== undefined && start.role !== undefined) {
      for (const action of ['GenerateDataKey*', 'ReEncrypt*']) {
        acknowledge(
          start.role,
          `IAM5[Action::kms:${action}]`,
          'What sending to an encrypted queue takes, of that one key.',
        );
      }
    }
    new Rule(this, 'Refused', {
      description: 'A file was refused, or what a schedule asked for',
      eventPattern: {
        source: ['lambda'],
        detailType: ['Lambda Function Invocation Result - Success'],
        detail: {
          requestContext: { functionArn: [{ prefix: start.functionArn }] },
          responsePayload: { notice: { subject: [{ exists: true }] } },
        },
      },
      targets: [new SnsTopic(topic, { message: RuleTargetInput.fromEventPath('$.detail.responsePayload.notice') })],
    });
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
