import { expect, it } from 'vitest';
import { networkOf } from '../../../shared/network.ts';
import { initialParameters } from '../../../training/packed/initial-parameters.ts';

it.each([
  { initializer: 'glorotUniform', input: [4, 4, 10], fans: 9 * 10 + 9 * 40 },
  { initializer: 'heUniform', input: [4, 4, 10], fans: 9 * 10 },
  { initializer: 'glorotUniform', input: [4, 10], fans: 3 * 10 + 3 * 40 },
])('draws the kernel of a convolution as wide as its inputs and outputs say: $initializer of $input', (kind) => {
  const { initializer, input, fans } = kind;
  const network = networkOf({ stages: 1, filters: 40, kernel: 3, depth: 0, initializer }, input, 2);
  const size = 3 ** (input.length - 1) * 10 * 40;
  const largest = Math.max(...initialParameters(network, 'seed').parameters.subarray(0, size).map(Math.abs));
  // Glorot & Bengio 2010, He et al. 2015: √(6 / fans).
  const limit = Math.sqrt(6 / fans);
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(0.99 * limit);
});
