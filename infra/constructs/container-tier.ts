import { Duration } from 'aws-cdk-lib';
import {
  Action,
  type CfnJobQueue,
  EcsJobDefinition,
  type IEcsContainerDefinition,
  type IManagedComputeEnvironment,
  JobQueue,
  Reason,
  RetryStrategy,
} from 'aws-cdk-lib/aws-batch';
import { Construct } from 'constructs';

export interface ContainerTierProps {
  readonly container: IEcsContainerDefinition;
  readonly computeEnvironment: IManagedComputeEnvironment;
}

/** As functions/container/exit-codes.ts: what no other try makes better. */
const wrong = '65';
/** Each goes on from the snapshot of the one before: a spot machine may go away more than once. */
const attempts = 5;
const attemptHours = 24;
/** Causes that Batch can tell for a job that waits, and how long it may: AWS may have machines again, a mistake stays one. */
const waiting = [
  { reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY', hours: 12 },
  { reason: 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE', hours: 1 },
  { reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT', hours: 1 },
];

/** A queue of AWS Batch, and the job that trains one pack. */
export class ContainerTier extends Construct {
  readonly queue: JobQueue;
  readonly job: EcsJobDefinition;

  constructor(scope: Construct, id: string, { container, computeEnvironment }: ContainerTierProps) {
    super(scope, id);
    this.queue = new JobQueue(this, 'Queue', { computeEnvironments: [{ order: 1, computeEnvironment }] });
    // Batch has no metric of waiting. It cancels what waits too long at the queue's head, and the pack is recorded as lost; of a
    // queue that stands still it sends an event besides, and that is a notice.
    (this.queue.node.defaultChild as CfnJobQueue).jobStateTimeLimitActions = waiting.map(({ reason, hours }) => ({
      action: 'CANCEL',
      state: 'RUNNABLE',
      reason,
      maxTimeSeconds: hours * 3600,
    }));
    this.job = new EcsJobDefinition(this, 'Job', {
      container,
      retryAttempts: attempts,
      // The first that fits counts: a machine that was taken away has no exit code.
      retryStrategies: [
        RetryStrategy.of(Action.EXIT, Reason.custom({ onExitCode: wrong })),
        RetryStrategy.of(Action.RETRY, Reason.SPOT_INSTANCE_RECLAIMED),
        RetryStrategy.of(Action.RETRY, Reason.custom({ onReason: '*' })),
      ],
      timeout: Duration.hours(attemptHours),
    });
  }
}
