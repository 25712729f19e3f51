import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  Succeed,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { BatchSubmitJob } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Tier } from '../../shared/compute.ts';
import type { Compute } from './compute.ts';
import type { ContainerTier } from './container-tier.ts';
import { patiently } from './retry.ts';
import { stepTask } from './step-task.ts';

export interface TrainPackProps {
  readonly train: LambdaFunction;
  readonly recordLost: LambdaFunction;
  readonly tiers: Compute['tiers'];
}

const tierNames = { fargate: 'Train on Fargate', gpu: 'Train on GPU' } satisfies Partial<Record<Tier, string>>;

/**
 * What becomes of one pack, {searchId, round, pack, tier}: trained where the plan says; what fails for good is recorded, and is no
 * failure of the search.
 */
export class TrainPack extends Construct {
  readonly first: IChainable;

  constructor(scope: Construct, id: string, { train, recordLost, tiers }: TrainPackProps) {
    super(scope, id);
    // The map holds what all its children gave back, in 256 KiB: they give back nothing.
    const trained = new Succeed(this, 'Trained', { stateName: 'Trained', outputPath: JsonPath.DISCARD });
    const lost = stepTask(this, 'Record lost', {
      lambda: recordLost,
      input: { searchId: '$.searchId', round: '$.round', pack: '$.pack', message: '$.error.Cause' },
      resultPath: JsonPath.DISCARD,
    });
    lost.next(trained);

    const onLambda = stepTask(this, 'Train', {
      lambda: train,
      input: { searchId: '$.searchId', round: '$.round', pack: '$.pack' },
      resultPath: '$.trained',
    });
    // A time-out may come without a cause, which is then not there to be handed on.
    const late = new Pass(this, 'Took too long', {
      stateName: 'Took too long',
      result: Result.fromObject({ Error: 'States.Timeout', Cause: 'It took longer than it may' }),
      resultPath: '$.error',
    });
    late.next(lost);
    const recorded = <Task extends TaskStateBase>(task: Task): Task => {
      task.addCatch(late, { errors: ['States.Timeout'], resultPath: '$.error' });
      task.addCatch(lost, { errors: ['States.ALL'], resultPath: '$.error' });
      return task;
    };
    recorded(onLambda);
    onLambda.next(
      new Choice(this, 'Paused?', {
        stateName: 'Paused?',
        comment: 'A function that is near its end saves what it has.',
      })
        .when(Condition.booleanEquals('$.trained.paused', true), onLambda)
        .otherwise(trained),
    );

    const containers = (['fargate', 'gpu'] as const).flatMap((tier) => {
      const container = tiers[tier];
      return container === undefined ? [] : [{ tier, job: recorded(this.job(tier, container)) }];
    });
    if (containers.length === 0) {
      this.first = onLambda;
      return;
    }
    const where = new Choice(this, 'Where', { stateName: 'Where' });
    for (const { tier, job } of containers) where.when(Condition.stringEquals('$.tier', tier), job);
    this.first = where.otherwise(onLambda);
  }

  private job(tier: 'fargate' | 'gpu', { job, queue }: ContainerTier): BatchSubmitJob {
    const task = new BatchSubmitJob(this, tierNames[tier], {
      stateName: tierNames[tier],
      jobName: JsonPath.format(
        '{}-{}-{}',
        JsonPath.stringAt('$.searchId'),
        JsonPath.stringAt('$.round'),
        JsonPath.stringAt('$.pack'),
      ),
      jobDefinitionArn: job.jobDefinitionArn,
      jobQueueArn: queue.jobQueueArn,
      containerOverrides: {
        environment: {
          SEARCH_ID: JsonPath.stringAt('$.searchId'),
          ROUND: JsonPath.format('{}', JsonPath.stringAt('$.round')),
          PACK: JsonPath.format('{}', JsonPath.stringAt('$.pack')),
          TIER: tier,
        },
      },
      resultPath: JsonPath.DISCARD,
      outputPath: JsonPath.DISCARD,
    });
    // Batch has tried a job that failed often enough; a submission that failed is tried again.
    task.addRetry({ errors: ['Batch.AWSBatchException', 'Batch.SdkClientException'], ...patiently });
    return task;
  }
}
