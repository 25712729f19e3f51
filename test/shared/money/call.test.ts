import { expect, it } from 'vitest';
import type { Place } from '../../../shared/compute.ts';
import { dollarsASecond, dollarsOfCall } from '../../../shared/money/call.ts';

const warm = { low: 0, high: 0 };
const lambda: Place = { tier: 'lambda', vcpus: 1, memoryMiB: 2048, architecture: 'arm', spot: false };
const fargate: Place = { tier: 'fargate', vcpus: 2, memoryMiB: 8192, architecture: 'x86', spot: false };
const gpu: Place = {
  tier: 'gpu',
  vcpus: 4,
  memoryMiB: 14_000,
  architecture: 'x86',
  instance: 'g4dn.xlarge',
  spot: false,
};

it('bills Lambda by the millisecond and the request', () => {
  // 1.5 s × 2 GB × 0.0000133334 + 0.0000002 = 0.0000402002
  expect(dollarsOfCall(lambda, 1500, warm).high).toBeCloseTo(0.0000402002, 12);
  // 0.2 ms begun is one: 0.001 × 2 × 0.0000133334 + 0.0000002
  expect(dollarsOfCall(lambda, 0.2, warm).low).toBeCloseTo(0.0000002266668, 15);
  // x86: 1.5 × 2 × 0.0000166667 + 0.0000002 = 0.0000502001; cold it is up to 3 s more: 4.5 × 2 × 0.0000166667 + 0.0000002
  const x86 = dollarsOfCall({ ...lambda, architecture: 'x86' }, 1500);
  expect(x86.low).toBeCloseTo(0.0000502001, 12);
  expect(x86.high).toBeCloseTo(0.0001502003, 12);
});

it('bills Fargate by the second, a minute at least, and its address', () => {
  // An hour: 2 × 0.04048 + 8 × 0.004445 + 0.005 = 0.12152
  expect(dollarsOfCall(fargate, 3_600_000, warm).high).toBeCloseTo(0.12152, 12);
  // 10 s are a minute: 0.12152 / 60
  expect(dollarsOfCall(fargate, 10_000, warm).high).toBeCloseTo(0.0020253333, 9);
  // 90.2 s are 91: 0.12152 × 91 / 3600
  expect(dollarsOfCall(fargate, 90_200, warm).high).toBeCloseTo(0.0030717556, 9);
});

it('takes spot as a range', () => {
  // (0.08096 + 0.03556) × 0.3 + 0.005 = 0.039956; × 0.5 + 0.005 = 0.06326
  const spot = dollarsOfCall({ ...fargate, spot: true }, 3_600_000, warm);
  expect(spot.low).toBeCloseTo(0.039956, 12);
  expect(spot.high).toBeCloseTo(0.06326, 12);
});

it('bills a GPU instance by the second, with its start', () => {
  // 0.526 + 0.005 = 0.531 an hour; 600 s and 60 to 420 s more: 0.531 × 660 / 3600, 0.531 × 1020 / 3600
  const { low, high } = dollarsOfCall(gpu, 600_000);
  expect(low).toBeCloseTo(0.09735, 12);
  expect(high).toBeCloseTo(0.15045, 12);
  expect(() => dollarsOfCall({ ...gpu, instance: 'p5.48xlarge' }, 1)).toThrow('no price for GPU instances of type p5');
});

it('knows what a second more costs', () => {
  expect(dollarsASecond(lambda).high).toBeCloseTo(2 * 0.0000133334, 12);
  expect(dollarsASecond(fargate).low).toBeCloseTo(0.12152 / 3600, 12);
});
