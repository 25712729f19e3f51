import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  DockerImageCode,
  DockerImageFunction,
  type FunctionOptions,
  type Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { acknowledge, wildcard } from '../acknowledge.ts';
import { lightBundling, projectRoot, trainingBundling } from '../bundling.ts';
import type { Config } from '../config.ts';
import { containerImage } from '../container-image.ts';
import { grantKeys } from '../key-access.ts';
import { type Step, steps } from '../steps.ts';
import { LogGroup } from './log-group.ts';
import type { Store } from './store.ts';

export interface SearchFunctionProps {
  readonly step: Step;
  readonly store: Store;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string>>;
}

/** A file of functions/ as a Lambda function, with a role and a log of its own. */
export class SearchFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, { step, store, config, environment }: SearchFunctionProps) {
    super(scope, id);
    const { keys, memoryMiB, minutes, trains = false } = steps[step];
    const { logGroup } = new LogGroup(this, 'Log', { config, encryption: store.encryption });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Instead of the managed policy, which may write any log.
    logGroup.grantWrite(role);
    grantKeys(role, store, keys);
    const options: FunctionOptions & { readonly role: IRole } = {
      role,
      logGroup,
      environment,
      memorySize: trains ? config.lambdaMemory : memoryMiB,
      timeout: Duration.minutes(minutes),
      tracing: config.xray ? Tracing.ACTIVE : Tracing.DISABLED,
    };
    this.lambda = trains && config.engine === 'native' ? this.image(step, options) : this.zip(step, options, config);
    if (config.xray) acknowledge(role, wildcard('*'), 'Traces of X-Ray have no resource to name.');
  }

  private zip(step: Step, options: FunctionOptions, { architecture }: Config): LambdaFunction {
    const lambda = new NodejsFunction(this, 'Function', {
      ...options,
      entry: join(projectRoot, 'functions', `${step}.ts`),
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      runtime: Runtime.NODEJS_22_X,
      architecture: architecture === 'arm' ? Architecture.ARM_64 : Architecture.X86_64,
      bundling: steps[step].trains === true ? trainingBundling : lightBundling,
    });
    acknowledge(
      lambda,
      'L1',
      'The libraries are tested on Node 22, which has long-term support, and not yet on later ones.',
    );
    return lambda;
  }

  private image(step: Step, options: FunctionOptions): LambdaFunction {
    const { directory, ...image } = containerImage('lambda');
    return new DockerImageFunction(this, 'Function', {
      ...options,
      code: DockerImageCode.fromImageAsset(directory, { ...image, cmd: [`${step}.handler`] }),
      architecture: Architecture.X86_64,
    });
  }
}
