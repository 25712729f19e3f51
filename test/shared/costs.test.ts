import { describe, expect, it } from 'vitest';
import { costNameSchema, costsOf, latencyOf, multiplyAddsOf } from '../../shared/costs.ts';
import { countParameters, networkOf } from '../../shared/network.ts';
import { predictPack } from '../../shared/packing.ts';

const shape = { rows: 90, input: [4], outputs: 3, validationRows: 30 };
const training = { shape, epochs: 20, folds: 2 };
const all = costNameSchema.options;

describe('costsOf', () => {
  it('counts what is saved, moving statistics of batch normalisation included', () => {
    // Kernel 4·5 without a bias, gamma, beta, mean and variance 4·5; outputs 5·3 + 3.
    const batch = costsOf({ depth: 1, 'width.1': 5, normalisation: 'batch' }, all, training);
    expect(batch).toMatchObject({ bytes: 4 * (20 + 20 + 18), multiplyAdds: 20 + 5 + 15 });
    // Kernel and bias 4·5 + 5, gamma and beta 2·5.
    const layer = costsOf({ depth: 1, 'width.1': 5, normalisation: 'layer' }, all, training);
    expect(layer).toMatchObject({ bytes: 4 * (25 + 10 + 18), multiplyAdds: 20 + 5 + 15 });
    expect(costsOf({ depth: 0 }, all, training)).toMatchObject({ bytes: 4 * 15, multiplyAdds: 12 });
  });

  it('predicts a longer latency for more layers, and for large kernels', () => {
    const latency = (depth: number, width: number): number =>
      costsOf({ depth, width }, ['latency'], training).latency ?? Number.NaN;
    expect(latency(2, 16)).toBeGreaterThan(latency(1, 16) + 100);
    // The second layer's 2048² numbers, read at 16 GB a second.
    expect(latency(2, 2048) - latency(2, 16)).toBeCloseTo((4 * 2048 * 2048) / 16e3, -2);
  });

  it('counts a convolution at each of its positions, of images and of series', () => {
    const candidate = { stages: 1, filters: 4, kernel: 3, pool: 'max', depth: 0 };
    const image = networkOf(candidate, [6, 5, 2], 3);
    // 6·5 positions of a 3·3·2 kernel and 4 filters; 3·2 of them are left for the outputs.
    expect(multiplyAddsOf(image)).toBe(30 * 18 * 4 + 6 * 4 * 3);
    expect(multiplyAddsOf(networkOf({ ...candidate, pool: 'stride' }, [6, 5, 2], 3))).toBe(9 * 18 * 4 + 9 * 4 * 3);
    expect(multiplyAddsOf(networkOf({ ...candidate, globalPool: true }, [7, 2], 3))).toBe(7 * 6 * 4 + 4 * 3);
    expect(latencyOf(networkOf({ ...candidate, stages: 2 }, [6, 5, 2], 3))).toBeGreaterThan(latencyOf(image) + 100);
  });

  it('counts a recurrent layer at each of its steps, in each of its directions', () => {
    const recurrent = (kind: 'lstm' | 'gru' | 'simpleRnn', bidirectional: boolean) => ({
      ...networkOf({ depth: 0 }, [7, 2], 3),
      blocks: [{ layers: [{ kind, units: 5, initializer: 'glorotUniform', bidirectional } as const], residual: false }],
    });
    // 7 steps of kernels 2·5 and 5·5 a gate, and 5·3 or 10·3 for the outputs.
    expect(multiplyAddsOf(recurrent('lstm', false))).toBe(7 * 4 * (10 + 25) + 15);
    expect(multiplyAddsOf(recurrent('gru', true))).toBe(7 * 2 * 3 * (10 + 25) + 30);
    expect(multiplyAddsOf(recurrent('simpleRnn', false))).toBe(7 * (10 + 25) + 15);
    // As Keras counts: 4·((2 + 5)·5 + 5), and two directions of 3·((2 + 5)·5 + 5).
    expect(countParameters(recurrent('lstm', false))).toBe(160 + 5 * 3 + 3);
    expect(countParameters(recurrent('gru', true))).toBe(240 + 10 * 3 + 3);
    const twice = latencyOf(recurrent('lstm', true)) / latencyOf(recurrent('lstm', false));
    expect(twice).toBeGreaterThan(1.8);
  });

  it('counts attention at each pair of steps, and a dense layer at each step', () => {
    const network = {
      ...networkOf({ depth: 0 }, [7, 2], 3),
      blocks: [
        {
          layers: [
            { kind: 'dense', units: 4, initializer: 'glorotUniform' },
            { kind: 'positionalEncoding' },
            { kind: 'attention', units: 4, heads: 2, initializer: 'glorotUniform' },
            { kind: 'globalPooling' },
          ] as const,
          residual: false,
        },
      ],
    };
    // Of 7 steps: 2·4; 4 numbers that the encoding is added to; queries, keys, values and what comes of them 4·4 each; 2·4 of each pair.
    expect(multiplyAddsOf(network)).toBe(7 * (8 + 4 + 4 * 16) + 7 * 7 * 2 * 4 + 4 * 3);
    expect(countParameters(network)).toBe(2 * 4 + 4 + 3 * 16 + 16 + 4 + 4 * 3 + 3);
  });

  it('prices training at an hour of Fargate on ARM with 2 GB and an address', () => {
    const { seconds } = predictPack([{ trialId: '', candidate: { depth: 2 }, fromEpochs: 0, epochs: 20 }], shape);
    const { dollars } = costsOf({ depth: 2 }, ['dollars'], training);
    expect(dollars).toBeCloseTo((2 * seconds * (0.03238 + 2 * 0.00356 + 0.005)) / 3600, 12);
    expect(costsOf({ depth: 2 }, ['dollars'], { ...training, folds: 4 }).dollars).toBeCloseTo(2 * (dollars ?? 0), 12);
  });

  it('gives what it is asked for and no more, and says which value is wrong', () => {
    expect(costsOf({ depth: 1 }, ['bytes'], training)).toEqual({ bytes: 4 * (4 * 32 + 32 + 32 * 3 + 3) });
    expect(costsOf({ depth: 99 }, [], training)).toEqual({});
    expect(() => costsOf({ depth: 99 }, ['bytes'], training)).toThrow(/depth is 99/);
  });
});
