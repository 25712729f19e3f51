import { describe, expect, it } from 'vitest';
import { layerParameters, sizeOf } from '../../../shared/layers.ts';
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

/** The parameters of one recurrent layer of 3 channels, by name. */
function recurrent(kind: 'lstm' | 'gru', units: number): Map<string, Float32Array> {
  const layer = { kind, units, initializer: 'glorotUniform', bidirectional: true } as const;
  const network = { ...networkOf({ depth: 0 }, [4, 3], 2), blocks: [{ layers: [layer], residual: false }], head: [] };
  const { parameters } = initialParameters(network, 'seed');
  let next = 0;
  return new Map(
    layerParameters(layer, [4, 3]).map(({ name, shape }) => {
      const from = next;
      next += sizeOf(shape);
      return [name, parameters.subarray(from, next)];
    }),
  );
}

describe('the numbers that recurrent layers begin with', () => {
  it('have orthogonal recurrent kernels for each direction', () => {
    const [units, gates] = [5, 3];
    const kernel = recurrent('gru', units).get('recurrentKernel') ?? new Float32Array();
    const row = (index: number): Float32Array => kernel.subarray(index * units * gates, (index + 1) * units * gates);
    for (let first = 0; first < 2 * units; first++) {
      for (let second = first - (first % units); second <= first; second++) {
        const product = row(first).reduce((sum, value, at) => sum + value * (row(second)[at] ?? 0), 0);
        expect(product).toBeCloseTo(first === second ? 1 : 0, 6);
      }
    }
    expect(row(units)).not.toEqual(row(0));
  });

  it('remember at first: the forget gates of both directions are opened by 1', () => {
    const bias = recurrent('lstm', 2).get('bias') ?? [];
    // Input, forget, cell, output; two units each.
    expect(Array.from(bias)).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
    expect(Array.from(recurrent('gru', 2).get('bias') ?? [1])).toEqual(Array<number>(12).fill(0));
  });

  it('have kernels as wide as one direction of all gates says', () => {
    const kernel = recurrent('lstm', 60).get('kernel') ?? new Float32Array();
    const largest = Math.max(...kernel.map(Math.abs));
    // Glorot & Bengio 2010: √(6 / fans), of 3 inputs and 4·60 outputs.
    const limit = Math.sqrt(6 / (3 + 4 * 60));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
  });
});
