import { expect, it } from 'vitest';
import { type Deployment, defaultDeployment } from '../../../shared/compute.ts';
import { checkTier, chooseTier, engineFactor, roomOn } from '../../../shared/money/choose-tier.ts';

const { lambda } = defaultDeployment.tiers;
const fargate = { tier: 'fargate', vcpus: 4, memoryMiB: 16_384, architecture: 'x86', spot: true } as const;
const gpu = { ...fargate, tier: 'gpu', memoryMiB: 14_000, instance: 'g4dn.xlarge' } as const;
const native: Deployment = { ...defaultDeployment, engine: 'native', tiers: { lambda, fargate, gpu } };
const auto = { wanted: 'auto', dataBytes: 0 } as const;
const pack = { seconds: 10, productSeconds: 1, bytes: 1024 ** 2 };

it('trains on Lambda by default', () => {
  expect(chooseTier(pack, auto, native)).toBe('lambda');
});

it('trains on Fargate what would take more than two calls of Lambda, or more memory, where there is Fargate', () => {
  // Two calls of 900 s, 20 s of each besides: 1 760 s.
  expect(chooseTier({ ...pack, seconds: 1760 }, auto, native)).toBe('lambda');
  expect(chooseTier({ ...pack, seconds: 1761 }, auto, native)).toBe('fargate');
  expect(chooseTier({ ...pack, seconds: 1761 }, auto, { ...native, tiers: { lambda } })).toBe('lambda');
  const slow = { ...native, engine: 'wasm' } as const;
  expect(chooseTier({ ...pack, seconds: 1761 / engineFactor.wasm }, auto, slow)).toBe('fargate');
  // Half the memory is half a processor.
  const half = { ...native, tiers: { ...native.tiers, lambda: { ...lambda, memoryMiB: 1769 / 2 } } };
  expect(chooseTier({ ...pack, seconds: 900 }, auto, half)).toBe('fargate');
  expect(chooseTier({ ...pack, bytes: 1.5 * 1024 ** 3 }, auto, native)).toBe('fargate');
  expect(chooseTier(pack, { wanted: 'auto', dataBytes: 1024 ** 3 }, native)).toBe('fargate');
});

it('trains where it fits what fits nowhere else, and what fits nowhere on the largest', () => {
  const large = { ...pack, bytes: 8 * 1024 ** 3 };
  const only = { ...native, tiers: { lambda, fargate: { ...fargate, memoryMiB: 4096 }, gpu } };
  expect(chooseTier(large, auto, only)).toBe('gpu');
  expect(chooseTier({ ...large, seconds: 5000 }, auto, native)).toBe('fargate');
  expect(chooseTier({ ...pack, bytes: 1024 ** 4 }, auto, native)).toBe('fargate');
  expect(roomOn(native, 'auto')).toBe(16_384);
  expect(roomOn(native, 'lambda')).toBe(1769);
});

it('trains on a GPU what is long and nearly all products', () => {
  expect(chooseTier({ ...pack, seconds: 2000, productSeconds: 1900 }, auto, native)).toBe('gpu');
  expect(chooseTier({ ...pack, seconds: 2000, productSeconds: 1000 }, auto, native)).toBe('fargate');
  expect(chooseTier({ ...pack, seconds: 500, productSeconds: 490 }, auto, native)).toBe('lambda');
});

it('goes by what the spec says, where it can', () => {
  expect(chooseTier(pack, { wanted: 'gpu', dataBytes: 0 }, native)).toBe('gpu');
  expect(() => checkTier('gpu', defaultDeployment)).toThrow('no gpu tier');
  expect(() => checkTier('auto', defaultDeployment)).not.toThrow();
});
