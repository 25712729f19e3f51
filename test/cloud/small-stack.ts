import { CreateStackCommand, DeleteStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { openClients } from '../../cloud/clients.ts';
import type { Deployment } from '../../shared/compute.ts';

export const deployment: Deployment = {
  region: 'us-east-1',
  engine: 'wasm',
  concurrency: 10,
  tiers: { lambda: { tier: 'lambda', vcpus: 1, memoryMiB: 1769, architecture: 'arm', spot: false } },
};

/** A workflow that takes so long that a test can stop it. */
const waiting = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };
const role = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
  },
});
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const ref = (id: string) => ({ Ref: id });

/** All that the commands look for in a stack, and nothing that trains. */
const template = (outputs: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    Resources: {
      Store: { Type: 'AWS::S3::Bucket' },
      Notices: { Type: 'AWS::SNS::Topic' },
      Role: role('states.amazonaws.com'),
      Caller: role('scheduler.amazonaws.com'),
      Schedules: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: ref('AWS::StackName') } },
      Workflow: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { RoleArn: arnOf('Role'), DefinitionString: JSON.stringify(waiting) },
      },
    },
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  });

const allOutputs = {
  Bucket: ref('Store'),
  StateMachine: ref('Workflow'),
  StartFunction: 'arn:aws:lambda:us-east-1:000000000000:function:start',
  ScheduleGroup: ref('Schedules'),
  ScheduleRole: arnOf('Caller'),
  Topic: ref('Notices'),
  Deployment: JSON.stringify(deployment),
};

/** Deploys the small stack; gives the way to delete it. */
export async function deploySmallStack(name: string, outputs: Readonly<Record<string, unknown>> = allOutputs) {
  const { cloudFormation: client } = openClients({ hasEndpoint: true });
  await client.send(
    new CreateStackCommand({ StackName: name, TemplateBody: template(outputs), Capabilities: ['CAPABILITY_IAM'] }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName: name });
  return async (): Promise<void> => {
    await client.send(new DeleteStackCommand({ StackName: name }));
  };
}
