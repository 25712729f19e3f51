import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../infra/config.ts';
import { deploymentOf } from '../../infra/deployment.ts';
import { stackName } from '../../infra/search-stack.ts';
import { deploymentSchema } from '../../shared/compute.ts';

describe('the configuration', () => {
  it("takes the command line's texts for what they mean, and leaves the CDK its own keys", () => {
    const config = parseConfig({
      '@aws-cdk/core:newStyle': true,
      'aws:cdk:bundling-stacks': [],
      'availability-zones:account=1:region=x': ['a'],
      kms: 'true',
      gpu: 'false',
      lambdaMemory: '3008',
      settings: '{"budget":{"trials":5}}',
    });
    expect(config).toMatchObject({ kms: true, gpu: false, lambdaMemory: 3008, settings: { budget: { trials: 5 } } });
    expect(config).toMatchObject({ engine: 'wasm', stage: 'production', concurrency: 100 });
  });

  it.each([
    [{ engin: 'wasm' }, /no setting "engin" .*Did you mean "engine"\?/],
    [{ zzz: 1 }, /no setting "zzz" .*Known: stage/],
    [{ engine: 'cuda' }, /"cuda" does not fit.*engine/],
    [{ retentionDays: 8 }, /expected one of 1\|3\|5/],
    [{ stage: 'My Stage' }, /lower-case/],
    [{ alertAddress: 'nobody' }, /alertAddress/],
    [{ lambdaMemory: 99_999 }, /10240/],
    [{ gpu: true }, /wasm engine cannot use a GPU/],
    [{ fargate: true, fargateVcpus: 1, fargateMemory: 60 }, /2 to 8 GiB for 1 vCPUs/],
    [{ settings: { budgt: {} } }, /Did you mean "budget"/],
    [{ settings: '[1]' }, /must be a JSON object/],
  ])('refuses %j', (context, message) => {
    let told = '';
    try {
      parseConfig(context);
    } catch (error) {
      told = (error as { describe(): string }).describe();
    }
    expect(told).toMatch(message);
  });

  it('is told to the functions as they read it', () => {
    const config = parseConfig({
      engine: 'native',
      fargate: true,
      gpu: true,
      lambdaMemory: 3538,
      settings: { seed: 3 },
    });
    expect(deploymentSchema.parse(deploymentOf(config, 'eu-central-1'))).toEqual({
      region: 'eu-central-1',
      engine: 'native',
      concurrency: 100,
      tiers: {
        lambda: { tier: 'lambda', vcpus: 2, memoryMiB: 3538, architecture: 'x86', spot: false },
        fargate: { tier: 'fargate', vcpus: 1, memoryMiB: 4096, architecture: 'x86', spot: true },
        gpu: { tier: 'gpu', vcpus: 4, memoryMiB: 14_000, architecture: 'x86', instance: 'g5.xlarge', spot: true },
      },
      defaults: { seed: 3 },
    });
  });

  it('names a stack a stage, and the one that the commands look for without being told', () => {
    expect(stackName(parseConfig({}))).toBe('Modelscout');
    expect(stackName(parseConfig({ stage: 'trial' }))).toBe('Modelscout-trial');
  });
});
