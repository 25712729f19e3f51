import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Compute } from './compute.ts';
import type { Notices } from './notices.ts';

export interface ObservabilityProps {
  readonly stateMachine: StateMachine;
  readonly lambdas: { readonly start: LambdaFunction; readonly train: LambdaFunction };
  readonly tiers: Compute['tiers'];
  readonly alarms: { readonly notices: Notices; readonly lost: IQueue };
}

/** As functions/world/log.ts writes them. */
const namespace = 'Modelscout';
const dimensionsMap = { service: 'modelscout' };
const period = Duration.minutes(5);
/** Of a training function, in five minutes: some are tried again and harm nothing. */
const manyErrors = 10;

const ownMetric = (metricName: string): Metric =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', period });

/** One dashboard, and alarms for what no person may be looking at. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { stateMachine, lambdas, tiers, alarms }: ObservabilityProps) {
    super(scope, id);
    const { notices, lost } = alarms;
    const action = new SnsAction(notices.topic);
    const watched: readonly (readonly [string, IMetric, string, number?])[] = [
      ['SearchFailed', stateMachine.metricFailed({ period }), 'A search failed'],
      ['SearchTimedOut', stateMachine.metricTimedOut({ period }), 'A search took too long and was ended'],
      [
        'NotStarted',
        lost.metricApproximateNumberOfMessagesVisible({ period }),
        'An upload or a schedule started no search',
      ],
      ['StartErrors', lambdas.start.metricErrors({ period }), 'The function that starts searches fails'],
      ['TrainErrors', lambdas.train.metricErrors({ period }), 'Functions that train fail often', manyErrors],
    ];
    for (const [name, metric, alarmDescription, threshold = 1] of watched) {
      new Alarm(this, name, {
        metric,
        threshold,
        alarmDescription,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(action);
    }
    this.watchQueues(tiers, notices);
    this.draw(stateMachine, lambdas.train);
  }

  /** A queue at whose head a job waits for what does not come: for machines, for a quota, for memory that none has. */
  private watchQueues({ fargate, gpu }: Compute['tiers'], { topic }: Notices): void {
    const queues = [fargate, gpu].flatMap((tier) => (tier === undefined ? [] : [tier.queue.jobQueueArn]));
    if (queues.length === 0) return;
    new Rule(this, 'QueueBlocked', {
      description: 'Jobs wait too long',
      eventPattern: { source: ['aws.batch'], detailType: ['Batch Job Queue Blocked'], detail: { jobQueue: queues } },
      targets: [new SnsTopic(topic)],
    });
  }

  private draw(stateMachine: StateMachine, train: LambdaFunction): void {
    const failures = new MathExpression({
      expression: `SEARCH('{${namespace},Reason,service} MetricName="FailedTrials"', 'Sum', ${period.toSeconds()})`,
      label: '',
      period,
    });
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Searches', [
            stateMachine.metricStarted(),
            stateMachine.metricSucceeded(),
            stateMachine.metricFailed(),
            stateMachine.metricTimedOut(),
          ]),
          graph('Trials', [ownMetric('Trials')]),
          graph('Failed trials, by reason', [failures]),
        ],
        [
          graph('Seconds of training', [ownMetric('TrainSeconds')]),
          graph('Dollars', [ownMetric('Dollars')]),
          graph('Functions that train', [train.metricInvocations(), train.metricErrors(), train.metricThrottles()]),
        ],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 8 });
