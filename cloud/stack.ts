import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { z } from 'zod';
import { type Deployment, deploymentTextSchema } from '../shared/compute.ts';
import { SearchError } from '../shared/errors.ts';
import { told } from './cloud-error.ts';

/** A deployed stack, as its outputs tell. */
export interface Stack {
  readonly name: string;
  readonly bucket: string;
  readonly stateMachineArn: string;
  /** The function that uploads and schedules start a search with. */
  readonly startFunctionArn: string;
  /** EventBridge Scheduler: the group of the schedules, and the role that they call the function with. */
  readonly scheduleGroup: string;
  readonly scheduleRoleArn: string;
  /** Where notices go. */
  readonly topicArn: string;
  readonly deployment: Deployment;
}

/** The outputs as infra/ names them. */
const outputsSchema = z.object({
  Bucket: z.string(),
  StateMachine: z.string(),
  StartFunction: z.string(),
  ScheduleGroup: z.string(),
  ScheduleRole: z.string(),
  Topic: z.string(),
  Deployment: deploymentTextSchema,
});

/** Throws SearchError CloudUnavailable: no such stack, or one of another make; no credentials, permission, region or network. */
export async function readStack(client: CloudFormationClient, name: string): Promise<Stack> {
  const found = await told(`read the stack ${name}`, async () => {
    try {
      return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
    } catch (error) {
      if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
      throw error;
    }
  });
  if (found === undefined) {
    throw new SearchError('CloudUnavailable', `There is no stack ${name} in ${await regionOf(client)}`, {
      wayOut: 'Deploy it with `modelscout deploy`; or say which it is with --stack, --region or --profile',
    });
  }
  const { Outputs = [], StackStatus = '' } = found;
  const outputs = outputsSchema.safeParse(Object.fromEntries(Outputs.map((one) => [one.OutputKey, one.OutputValue])));
  if (!outputs.success) throw notOurs(name, StackStatus, outputs.error);
  const { Bucket, StateMachine, StartFunction, ScheduleGroup, ScheduleRole, Topic, Deployment } = outputs.data;
  return {
    name,
    bucket: Bucket,
    stateMachineArn: StateMachine,
    startFunctionArn: StartFunction,
    scheduleGroup: ScheduleGroup,
    scheduleRoleArn: ScheduleRole,
    topicArn: Topic,
    deployment: Deployment,
  };
}

const regionOf = (client: CloudFormationClient): Promise<string> =>
  told('find the region', () => client.config.region());

function notOurs(name: string, status: string, cause: z.ZodError): SearchError {
  if (/^(CREATE|ROLLBACK|DELETE)_/.test(status) && status !== 'CREATE_COMPLETE') {
    return new SearchError('CloudUnavailable', `The stack ${name} is not deployed: its state is ${status}`, {
      wayOut: 'Wait for it, or deploy it again with `modelscout deploy`',
      cause,
    });
  }
  const keys = [...new Set(cause.issues.map(({ path }) => String(path[0])))].join(', ');
  return new SearchError('CloudUnavailable', `The stack ${name} is none of this version: its outputs lack ${keys}`, {
    wayOut: 'Deploy it again with `modelscout deploy`, or say which it is with --stack',
    cause,
  });
}
