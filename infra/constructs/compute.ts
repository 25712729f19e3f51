import { Size } from 'aws-cdk-lib';
import {
  EcsEc2ContainerDefinition,
  EcsFargateContainerDefinition,
  EcsMachineImageType,
  FargateComputeEnvironment,
  ManagedEc2EcsComputeEnvironment,
} from 'aws-cdk-lib/aws-batch';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage, CpuArchitecture, LogDriver } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, wildcard } from '../acknowledge.ts';
import type { Config } from '../config.ts';
import { containerImage } from '../container-image.ts';
import { gpuPlace } from '../deployment.ts';
import { grantKeys } from '../key-access.ts';
import { trainingKeys } from '../steps.ts';
import { ContainerTier } from './container-tier.ts';
import { LogGroup } from './log-group.ts';
import { Network, type Place } from './network.ts';
import type { Store } from './store.ts';

export interface ComputeProps {
  readonly store: Store;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where packs are trained beside Lambda: containers on spot machines, none while nothing is trained. */
export class Compute extends Construct {
  readonly tiers: { readonly fargate?: ContainerTier; readonly gpu?: ContainerTier };

  constructor(scope: Construct, id: string, props: ComputeProps) {
    super(scope, id);
    const { fargate, gpu } = props.config;
    if (!fargate && !gpu) {
      this.tiers = {};
      return;
    }
    const { place } = new Network(this, 'Network');
    const container = this.container(props);
    this.tiers = {
      ...(fargate ? { fargate: this.fargate(place, container, props.config) } : {}),
      ...(gpu ? { gpu: this.gpu(place, container, props.config) } : {}),
    };
  }

  private container({ store, config, environment }: ComputeProps) {
    const { logGroup } = new LogGroup(this, 'Log', { config, encryption: store.encryption });
    const jobRole = new Role(this, 'JobRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    grantKeys(jobRole, store, trainingKeys);
    return { jobRole, environment, logging: LogDriver.awsLogs({ streamPrefix: 'pack', logGroup }) };
  }

  private fargate(place: Place, container: ReturnType<Compute['container']>, config: Config): ContainerTier {
    const { directory, ...image } = containerImage('task');
    const definition = new EcsFargateContainerDefinition(this, 'FargateContainer', {
      ...container,
      image: ContainerImage.fromAsset(directory, image),
      cpu: config.fargateVcpus,
      memory: Size.gibibytes(config.fargateMemory),
      fargateCpuArchitecture: CpuArchitecture.X86_64,
      assignPublicIp: true,
    });
    acknowledge(definition.executionRole, wildcard('*'), 'ecr:GetAuthorizationToken takes no resource.');
    const computeEnvironment = new FargateComputeEnvironment(this, 'FargateSpot', {
      ...place,
      spot: true,
      maxvCpus: config.fargateMaxVcpus,
    });
    return new ContainerTier(this, 'Fargate', { container: definition, computeEnvironment });
  }

  private gpu(place: Place, container: ReturnType<Compute['container']>, { gpuMaxVcpus }: Config): ContainerTier {
    const { directory, ...image } = containerImage('gpu');
    const definition = new EcsEc2ContainerDefinition(this, 'GpuContainer', {
      ...container,
      image: ContainerImage.fromAsset(directory, image),
      cpu: gpuPlace.vcpus,
      memory: Size.mebibytes(gpuPlace.memoryMiB),
      gpu: 1,
    });
    acknowledge(definition.executionRole, wildcard('*'), 'ecr:GetAuthorizationToken takes no resource.');
    const computeEnvironment = new ManagedEc2EcsComputeEnvironment(this, 'GpuSpot', {
      ...place,
      spot: true,
      minvCpus: 0,
      maxvCpus: gpuMaxVcpus,
      useOptimalInstanceClasses: false,
      instanceTypes: gpuPlace.instances.map((name) => new InstanceType(name)),
      images: [{ imageType: EcsMachineImageType.ECS_AL2023_NVIDIA }],
    });
    acknowledge(
      computeEnvironment.node.findChild('InstanceProfileRole'),
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]',
      'The policy that AWS Batch asks of its machines.',
    );
    return new ContainerTier(this, 'Gpu', { container: definition, computeEnvironment });
  }
}
