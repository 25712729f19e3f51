import { Duration, Names } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  type IChainable,
  JsonPath,
  LogLevel,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  Succeed,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, logicalId, nagArn, wildcard } from '../acknowledge.ts';
import type { Config } from '../config.ts';
import type { Compute } from './compute.ts';
import { LogGroup } from './log-group.ts';
import { noticeTask } from './notice-task.ts';
import type { Notices } from './notices.ts';
import { patiently } from './retry.ts';
import type { WorkflowStep } from './search-functions.ts';
import { stepTask } from './step-task.ts';
import type { Store } from './store.ts';
import { TrainPack } from './train-pack.ts';

export interface WorkflowProps {
  readonly config: Config;
  readonly store: Store;
  readonly notices: Notices;
  readonly work: { readonly lambdas: Readonly<Record<WorkflowStep, LambdaFunction>>; readonly tiers: Compute['tiers'] };
}

const mapLabel = 'packs';

/**
 * The search as a state machine: {searchId} → prepare → plan → packs → collect → plan … → publish → notify. Every state keeps
 * `searchId` at its top, for what is caught goes on from there.
 */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const { config, store } = props;
    // Step Functions writes into logs of this prefix without a policy of the account's that has a limit.
    const name = `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 80 })}`;
    const { logGroup } = new LogGroup(this, 'Log', { config, encryption: store.encryption, name });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(this.definition(props)),
      timeout: Duration.hours(config.searchHours),
      tracingEnabled: config.xray,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    });
    if (!config.xray) acknowledge(this.stateMachine, 'SF2', 'xray: false asks for no traces.');
    this.grant(props);
  }

  private definition({ config, store, notices, work: { lambdas, tiers } }: WorkflowProps): IChainable {
    const failed = this.failed(lambdas.fail, notices);
    const caught = <Task extends TaskStateBase | DistributedMap>(task: Task): Task => {
      task.addCatch(failed, { errors: ['States.ALL'], resultPath: '$.error' });
      return task;
    };
    const round = { searchId: '$.searchId', round: '$.round' };

    const prepare = caught(
      stepTask(this, 'Prepare', { lambda: lambdas.prepare, input: { searchId: '$.searchId' }, resultPath: '$.next' }),
    );
    // `next` is from prepare or collect; what plan gives back replaces the state, which so never grows.
    const plan = caught(
      stepTask(this, 'Plan', { lambda: lambdas.plan, input: { searchId: '$.next.searchId', round: '$.next.round' } }),
    );
    const packs = caught(
      new DistributedMap(this, 'Packs', {
        stateName: 'Packs',
        label: mapLabel,
        mapExecutionType: StateMachineType.STANDARD,
        maxConcurrency: config.concurrency,
        itemReader: new S3JsonItemReader({
          bucket: store.bucket,
          key: JsonPath.format(
            'searches/{}/rounds/{}/packs.json',
            JsonPath.stringAt('$.searchId'),
            JsonPath.stringAt('$.round'),
          ),
        }),
        resultPath: JsonPath.DISCARD,
      }).itemProcessor(
        new TrainPack(this, 'TrainPack', { train: lambdas.train, recordLost: lambdas['record-lost'], tiers }).first,
      ),
    );
    packs.addRetry({ errors: ['States.ItemReaderFailed'], ...patiently });
    const collect = caught(
      stepTask(this, 'Collect', {
        lambda: lambdas.collect,
        input: round,
        resultSelector: { searchId: JsonPath.stringAt('$.searchId'), round: JsonPath.numberAt('$.nextRound') },
        resultPath: '$.next',
      }),
    );
    const publish = caught(
      stepTask(this, 'Publish', { lambda: lambdas.publish, input: round, resultPath: '$.published' }),
    );
    const notify = noticeTask(this, 'Notify', { topic: notices.topic, notice: '$.published.notice' });

    notify.addCatch(new Succeed(this, 'Not told', { stateName: 'Not told' }), ignored);

    prepare.next(plan);
    plan.next(
      new Choice(this, 'Anything?', { stateName: 'Anything?' })
        .when(Condition.numberGreaterThan('$.packs', 0), packs)
        .otherwise(collect),
    );
    packs.next(collect);
    collect.next(
      new Choice(this, 'Done?', { stateName: 'Done?' })
        // The step that optimises the winner goes before publish.
        .when(Condition.booleanEquals('$.done', true), publish)
        .otherwise(plan),
    );
    publish.next(notify);
    return prepare;
  }

  /** Records why the search failed, tells it, and fails. */
  private failed(lambda: LambdaFunction, { topic }: Notices): IChainable {
    const end = new Fail(this, 'Search failed', {
      stateName: 'Search failed',
      errorPath: '$.error.Error',
      causePath: '$.failed.notice.message',
    });
    const tell = noticeTask(this, 'Tell of the failure', { topic, notice: '$.failed.notice' });
    tell.addCatch(end, ignored);
    tell.next(end);
    const record = stepTask(this, 'Fail', {
      lambda,
      input: { searchId: '$.searchId', error: '$.error' },
      resultPath: '$.failed',
    });
    record.addCatch(
      new Fail(this, 'Failure not recorded', {
        stateName: 'Failure not recorded',
        errorPath: '$.error.Error',
        cause: 'Neither did the search go on, nor could it be recorded why: see the events of this execution',
      }),
      ignored,
    );
    record.next(tell);
    return record;
  }

  private grant({ store: { bucket, encryption }, work }: WorkflowProps): void {
    const { role } = this.stateMachine;
    const packFiles = bucket.arnForObjects('searches/*/rounds/*/packs.json');
    // The CDK lets the map read the whole bucket, for it cannot know its items' key.
    role.addToPrincipalPolicy(
      new PolicyStatement({ effect: Effect.DENY, actions: ['s3:GetObject'], notResources: [packFiles] }),
    );
    encryption.key?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    acknowledge(
      role,
      wildcard(`arn:<AWS::Partition>:s3:::${nagArn(bucket, '')}/*`),
      'All but the lists of packs is denied.',
    );
    acknowledge(role, wildcard('*'), 'Delivery of logs, X-Ray and the state of jobs take no resource.');
    const executions = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${logicalId(this.stateMachine)}"}]}]}`;
    for (const tail of [':*', `/${mapLabel}:*`]) {
      acknowledge(
        this.stateMachine.node.findChild('DistributedMapPolicy'),
        wildcard(`${executions}${tail}`),
        'Executions of this state machine, and the children of its map.',
      );
    }
    for (const lambda of Object.values(work.lambdas)) {
      acknowledge(role, wildcard(`${nagArn(lambda)}:*`), 'Versions of that one function.');
    }
    if (Object.keys(work.tiers).length > 0) this.grantJobs();
  }

  private grantJobs(): void {
    const { role } = this.stateMachine;
    // The CDK grants to submit alone: of an aborted search the jobs would go on, and cost.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['batch:DescribeJobs', 'batch:TerminateJob'], resources: ['*'] }),
    );
    acknowledge(
      role,
      wildcard('arn:<AWS::Partition>:batch:<AWS::Region>:<AWS::AccountId>:job-definition/*'),
      'Each deployment makes another revision; the queue is named.',
    );
  }
}

const ignored = { errors: ['States.ALL'], resultPath: JsonPath.DISCARD };
