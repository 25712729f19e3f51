import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { Compute } from './constructs/compute.ts';
import { Encryption } from './constructs/encryption.ts';
import { Notices } from './constructs/notices.ts';
import { Observability } from './constructs/observability.ts';
import { SearchFunction } from './constructs/search-function.ts';
import { SearchFunctions } from './constructs/search-functions.ts';
import { Store } from './constructs/store.ts';
import { Triggers } from './constructs/triggers.ts';
import { Workflow } from './constructs/workflow.ts';
import { deploymentOf } from './deployment.ts';

export const stackName = ({ stage }: Pick<Config, 'stage'>): string =>
  stage === 'production' ? 'Modelscout' : `Modelscout-${stage}`;

/** All of it: an upload, a schedule or a call in, the best model out. Nothing runs while nobody searches. */
export class SearchStack extends Stack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, { description: 'Modelscout: finds the best neural model for a dataset' });
    const removalPolicy = config.stage === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const encryption = new Encryption(this, 'Encryption', { kms: config.kms, removalPolicy });
    const store = new Store(this, 'Store', { encryption, accessLogs: config.accessLogs, removalPolicy });
    const notices = new Notices(this, 'Notices', { encryption, address: config.alertAddress });
    const deployment = this.toJsonString(deploymentOf(config, this.region));
    const environment = {
      STORE: `s3://${store.bucket.bucketName}`,
      ENGINE: config.engine,
      DEPLOYMENT: deployment,
    };
    const { lambdas } = new SearchFunctions(this, 'Functions', { store, config, environment });
    const { tiers } = new Compute(this, 'Compute', { store, config, environment });
    const { stateMachine } = new Workflow(this, 'Workflow', { config, store, notices, work: { lambdas, tiers } });
    const { lambda: start } = new SearchFunction(this, 'Start', {
      step: 'start',
      store,
      config,
      environment: {
        ...environment,
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        TOPIC_ARN: notices.topic.topicArn,
      },
    });
    stateMachine.grantStartExecution(start);
    notices.grantSend(start);
    const { scheduleGroup, scheduleRole, lost } = new Triggers(this, 'Triggers', { start, store });
    new Observability(this, 'Observability', {
      stateMachine,
      lambdas: { start, train: lambdas.train },
      tiers,
      alarms: { notices, lost },
    });
    // As cloud/stack.ts reads them.
    const outputs = {
      Bucket: store.bucket.bucketName,
      StateMachine: stateMachine.stateMachineArn,
      StartFunction: start.functionArn,
      ScheduleGroup: scheduleGroup.scheduleGroupName,
      ScheduleRole: scheduleRole.roleArn,
      Topic: notices.topic.topicArn,
      Deployment: deployment,
    };
    for (const [name, value] of Object.entries(outputs))
      new CfnOutput(this, `${name}Output`, { value }).overrideLogicalId(name);
  }
}
