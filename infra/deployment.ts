import type { Deployment, Place } from '../shared/compute.ts';
import type { Config } from './config.ts';

/** MiB of memory that Lambda gives a whole processor with. */
const processorMemory = 1769;

/**
 * A machine with one GPU, of all that a job may get: the dearest, for a limit of dollars must hold on each. An xlarge has 16 GiB,
 * of which its system keeps some.
 */
export const gpuPlace = {
  vcpus: 4,
  memoryMiB: 14_000,
  instances: ['g4dn.xlarge', 'g6.xlarge', 'g5.xlarge'],
  dearest: 'g5.xlarge',
};

/** The processors of functions that train. */
const trainingArchitecture = ({ engine, architecture }: Config): Place['architecture'] =>
  engine === 'native' ? 'x86' : architecture;

/** What the functions are told of the stack that they are in. */
export function deploymentOf(config: Config, region: string): Deployment {
  const { engine, concurrency, lambdaMemory, fargate, fargateVcpus, fargateMemory, gpu, settings } = config;
  const container = { architecture: 'x86', spot: true } as const;
  return {
    region,
    engine,
    concurrency,
    tiers: {
      lambda: {
        tier: 'lambda',
        vcpus: Math.round((lambdaMemory / processorMemory) * 100) / 100,
        memoryMiB: lambdaMemory,
        architecture: trainingArchitecture(config),
        spot: false,
      },
      ...(fargate
        ? { fargate: { ...container, tier: 'fargate', vcpus: fargateVcpus, memoryMiB: fargateMemory * 1024 } }
        : {}),
      ...(gpu
        ? {
            gpu: {
              ...container,
              tier: 'gpu',
              vcpus: gpuPlace.vcpus,
              memoryMiB: gpuPlace.memoryMiB,
              instance: gpuPlace.dearest,
            },
          }
        : {}),
    },
    ...(settings === undefined ? {} : { defaults: settings }),
  };
}
