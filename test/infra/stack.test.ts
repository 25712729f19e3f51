import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../functions/container/exit-codes.ts';
import { deploymentSchema } from '../../shared/compute.ts';
import { isAllowed, rolesOf } from './policies.ts';
import { resolve } from './resolve.ts';
import { configurations, resourcesOf, synthesise } from './synthesise.ts';

let plain: Template;
let everything: Template;
beforeAll(() => {
  plain = synthesise(configurations.plain);
  everything = synthesise(configurations.everything);
});

describe('the store', () => {
  it('is closed, encrypted, kept when the stack goes, and tells EventBridge', () => {
    for (const template of [plain, everything]) {
      for (const [, { Properties, DeletionPolicy }] of resourcesOf(template, 'AWS::S3::Bucket')) {
        expect(DeletionPolicy).toBe('Retain');
        expect(Properties.PublicAccessBlockConfiguration).toEqual({
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        });
      }
      template.hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
      template.hasResourceProperties('AWS::S3::Bucket', {
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            Match.objectLike({
              NoncurrentVersionExpiration: { NoncurrentDays: 7 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            }),
          ],
        },
      });
    }
    const algorithm = (template: Template) => JSON.stringify(Object.values(template.findResources('AWS::S3::Bucket')));
    expect(algorithm(plain)).toContain('AES256');
    expect(algorithm(everything)).toContain('aws:kms');
  });

  it('lets the services that write with the key use it', () => {
    const [[, key] = ['', undefined]] = resourcesOf(everything, 'AWS::KMS::Key');
    const policy = JSON.stringify(resolve(key?.Properties.KeyPolicy));
    for (const service of ['logs.eu-central-1', 'cloudwatch', 'events'])
      expect(policy).toContain(`${service}.amazonaws.com`);
  });
});

describe('the functions', () => {
  it('know the store, the deployment and the engine; only the one that starts knows the workflow and the topic', () => {
    for (const [id, { Properties }] of resourcesOf(plain, 'AWS::Lambda::Function')) {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const own = Object.keys(Variables).filter((name) => !name.startsWith('AWS_'));
      expect(own.sort(), id).toEqual(
        ['DEPLOYMENT', 'ENGINE', ...(id.startsWith('Start') ? ['STATE_MACHINE_ARN', 'TOPIC_ARN'] : []), 'STORE'].sort(),
      );
      expect(deploymentSchema.parse(JSON.parse(resolve(Variables.DEPLOYMENT) as string))).toMatchObject({
        region: 'eu-central-1',
        engine: 'wasm',
      });
      expect(Properties).toMatchObject({ Runtime: 'nodejs22.x', TracingConfig: { Mode: 'Active' } });
    }
  });

  it('have each a role and a log of its own, kept as long as is asked for', () => {
    const functions = resourcesOf(plain, 'AWS::Lambda::Function');
    expect(new Set(functions.map(([, { Properties }]) => JSON.stringify(Properties.Role))).size).toBe(8);
    expect(new Set(functions.map(([, { Properties }]) => JSON.stringify(Properties.LoggingConfig))).size).toBe(8);
    for (const [, { Properties }] of resourcesOf(plain, 'AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(30);
  });

  it('are images where they run the native engine, and zip files else', () => {
    const images = resourcesOf(everything, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.PackageType === 'Image',
    );
    expect(images.map(([, { Properties }]) => Properties.ImageConfig)).toEqual([
      { Command: ['train.handler'] },
      { Command: ['publish.handler'] },
    ]);
  });

  it('start searches only by the workflow, and only by the one that is there for it', () => {
    const starts = [...rolesOf(plain)].filter(([, statements]) =>
      isAllowed(
        statements,
        'states:StartExecution',
        [...resourcesOf(plain, 'AWS::StepFunctions::StateMachine')][0]?.[0] ?? '',
      ),
    );
    expect(starts.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'StartRole',
      'WorkflowStateMachineRole',
    ]);
  });
});

describe('the triggers', () => {
  it('hand every dataset on as it is; what could not be started waits in a queue that an alarm looks at', () => {
    plain.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ prefix: 'datasets/' }] } },
      },
      Targets: [
        Match.objectLike({
          DeadLetterConfig: Match.anyValue(),
          Input: Match.absent(),
          InputTransformer: Match.absent(),
        }),
      ],
    });
    plain.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
    plain.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible' });
  });

  it('let schedules call one function, and nothing else', () => {
    const [, statements = []] = [...rolesOf(plain)].find(([id]) => id.includes('ScheduleRole')) ?? [];
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: expect.stringMatching(/:function:StartFunction[0-9A-F]+$/) as string,
      },
    ]);
  });
});

describe('containers', () => {
  it('cost nothing while they do nothing: no NAT, no instance, no endpoint that is paid for, spot machines', () => {
    everything.resourceCountIs('AWS::EC2::NatGateway', 0);
    const endpoints = resourcesOf(everything, 'AWS::EC2::VPCEndpoint');
    expect(endpoints.map(([, { Properties }]) => Properties.VpcEndpointType)).toEqual(['Gateway']);
    const environments = resourcesOf(everything, 'AWS::Batch::ComputeEnvironment').map(
      ([, { Properties }]) => Properties.ComputeResources as Record<string, unknown>,
    );
    expect(environments.map(({ Type }) => Type).sort()).toEqual(['FARGATE_SPOT', 'SPOT']);
    expect(environments.find(({ Type }) => Type === 'SPOT')).toMatchObject({ MinvCpus: 0, MaxvCpus: 16 });
    plain.resourceCountIs('AWS::EC2::VPC', 0);
  });

  it('are tried again after all ends but the one that no other try makes better', () => {
    const jobs = resourcesOf(everything, 'AWS::Batch::JobDefinition');
    expect(jobs).toHaveLength(2);
    for (const [, { Properties }] of jobs) {
      const { Attempts, EvaluateOnExit } = Properties.RetryStrategy as {
        Attempts: number;
        EvaluateOnExit: Record<string, string>[];
      };
      expect(Attempts).toBe(5);
      const decide = (exit: { OnExitCode: string; OnReason: string; OnStatusReason: string }) =>
        EvaluateOnExit.find((rule) =>
          Object.entries(exit).every(
            ([key, value]) => rule[key] === undefined || new RegExp(`^${rule[key]?.replace(/\*/g, '.*')}$`).test(value),
          ),
        )?.Action;
      const ended = (code: number) =>
        decide({ OnExitCode: String(code), OnReason: '', OnStatusReason: 'Essential container in task exited' });
      expect([exitCodes.wrong, exitCodes.failed, exitCodes.paused, 137].map(ended)).toEqual([
        'EXIT',
        'RETRY',
        'RETRY',
        'RETRY',
      ]);
      expect(decide({ OnExitCode: '', OnReason: '', OnStatusReason: 'Host EC2 (instance i-1) terminated.' })).toBe(
        'RETRY',
      );
    }
  });

  it('do not wait for ever, are told of when they wait, and end with an aborted search', () => {
    for (const [, { Properties }] of resourcesOf(everything, 'AWS::Batch::JobQueue')) {
      const actions = Properties.JobStateTimeLimitActions as {
        MaxTimeSeconds: number;
        State: string;
        Action: string;
      }[];
      expect(actions).toHaveLength(3);
      for (const action of actions) {
        expect(action).toMatchObject({ State: 'RUNNABLE', Action: 'CANCEL' });
        expect(action.MaxTimeSeconds).toBeLessThanOrEqual(86_400);
      }
    }
    everything.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'detail-type': ['Batch Job Queue Blocked'] },
    });
    const [, statements = []] =
      [...rolesOf(everything)].find(([id]) => id.startsWith('WorkflowStateMachineRole')) ?? [];
    for (const action of ['batch:SubmitJob', 'batch:TerminateJob', 'batch:DescribeJobs', 'events:PutRule']) {
      expect(
        statements.some(({ Action }) => [Action].flat().includes(action)),
        action,
      ).toBe(true);
    }
  });

  it('ask of a 16 GiB machine with a GPU no more than its system leaves', () => {
    const jobs = resourcesOf(everything, 'AWS::Batch::JobDefinition').map(
      ([, { Properties }]) => Properties.ContainerProperties as Record<string, unknown>,
    );
    const gpu = jobs.find(({ ResourceRequirements }) => JSON.stringify(ResourceRequirements).includes('GPU'));
    expect(gpu?.ResourceRequirements).toEqual(
      expect.arrayContaining([
        { Type: 'GPU', Value: '1' },
        { Type: 'MEMORY', Value: '14000' },
      ]),
    );
  });
});

it('tells the commands where everything is', () => {
  expect(Object.keys(plain.toJSON().Outputs as object).sort()).toEqual(
    ['Bucket', 'Deployment', 'ScheduleGroup', 'ScheduleRole', 'StartFunction', 'StateMachine', 'Topic'].sort(),
  );
});
