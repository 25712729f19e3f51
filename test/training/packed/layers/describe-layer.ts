import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { layerOutput, type Shape, sizeOf } from '../../../../shared/layers.ts';
import type { Block } from '../../../../shared/network/family.ts';
import type { Network } from '../../../../shared/network.ts';
import { createRandom } from '../../../../shared/random.ts';
import type { Engine } from '../../../../training/engine.ts';
import { layersModelOf } from '../../../../training/layers-model.ts';
import { initialParameters } from '../../../../training/packed/initial-parameters.ts';
import { layOut } from '../../../../training/packed/layout.ts';
import { packNetwork } from '../../../../training/packed/network.ts';
import { noisePool } from '../../../../training/packed/noise.ts';
import { useEngine } from '../../engine.ts';

const rows = 5;
const outputs = 2;

/** Where an image comes out of the blocks, the head has its numbers as columns. */
const networkOf = (blocks: readonly Block[], input: Shape): Network => ({
  input,
  blocks:
    blocks.flatMap(({ layers }) => layers).reduce((shape, layer) => layerOutput(layer, shape), input).length > 1
      ? [...blocks, { layers: [{ kind: 'flatten' }], residual: false }]
      : blocks,
  head: [{ kind: 'dense', units: outputs, initializer: 'glorotUniform' }],
  training: {
    optimizer: 'sgd',
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 0,
    schedule: 'constant',
    batchSize: rows,
    l1: 0,
    l2: 0,
    labelSmoothing: 0,
  },
});

const normals = (count: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** One network's numbers, moved off the zeros and ones that layers begin with. */
function numbersOf(network: Network, seed: number) {
  const { parameters, state } = initialParameters(network, 'layer-test');
  const shift = normals(parameters.length, seed);
  return {
    parameters: parameters.map((value, index) => value + 0.3 * (shift[index] ?? 0)),
    state: state.map((value, index) => value + 0.1 * Math.abs(shift[index] ?? 0)),
  };
}

/** Runs networks as one pack on given numbers; answers outputs [networks × rows × outputs] and gradients of their weighted sum. */
function run(networks: readonly Network[], numbers: readonly ReturnType<typeof numbersOf>[], training: boolean) {
  return tf.tidy(() => {
    const input = networks[0]?.input ?? [];
    const layout = layOut(networks);
    const packed = packNetwork(layout, (tensor) => tensor);
    const bands = layout.bands.map((band) => new Float32Array(band.trials * band.columns));
    const state = new Float32Array(networks.length * layout.stateColumns);
    for (const [trial, places] of layout.places.entries()) {
      let next = 0;
      for (const { band, columns: own } of places.parameters) {
        const width = layout.bands[band]?.columns ?? 0;
        for (const column of own)
          (bands[band] as Float32Array)[trial * width + column] = numbers[trial]?.parameters[next++] ?? 0;
      }
      next = 0;
      for (const { columns: own } of places.state) {
        for (const column of own) state[trial * layout.stateColumns + column] = numbers[trial]?.state[next++] ?? 0;
      }
    }
    const x = tf.tensor(normals(rows * sizeOf(input), 3), [1, rows, ...input]);
    const weights = tf.tensor(normals(rows * outputs, 4), [1, rows, outputs]);
    const noise = packed.noiseColumns.map((width) =>
      tf.tensor(noisePool(5, width).subarray(0, rows * width), [1, rows, width]),
    );
    const states = tf.tensor(state, [networks.length, layout.stateColumns]);
    const tensors = bands.map((band, index) =>
      tf.tensor(band, [layout.bands[index]?.trials ?? 0, layout.bands[index]?.columns ?? 0]),
    );
    const forward = (...leaves: Tensor[]): Tensor => packed.forward(x, leaves, states, training, noise).outputs;
    const leaves = packed.cut(tensors);
    const values = forward(...leaves).dataSync<'float32'>();
    const gradients = packed.join(tf.grads((...each: Tensor[]) => tf.sum(tf.mul(forward(...each), weights)))(leaves));
    const matrices = gradients.map((gradient) => gradient.dataSync<'float32'>());
    const own = layout.places.map((places, trial) =>
      places.parameters.flatMap(({ band, columns: at }) =>
        Array.from(at, (column) => matrices[band]?.[trial * (layout.bands[band]?.columns ?? 0) + column] ?? 0),
      ),
    );
    return { values: Array.from(values), gradients: own, weights: Array.from(weights.dataSync()) };
  });
}

/**
 * The contract of every packed layer: `variants` are blocks that have it, of different widths where it has any, or stacks of blocks; `input`
 * is the shape of what goes into them.
 */
export function describeLayer(
  name: string,
  variants: readonly (Block | readonly Block[])[],
  { input = [3], engine = 'native' }: { readonly input?: Shape; readonly engine?: Engine } = {},
): void {
  describe(`packed layer: ${name}, ${engine}`, () => {
    useEngine(engine);
    const networks = variants.map((blocks) => networkOf([blocks].flat(), input));
    const numbers = networks.map((network, index) => numbersOf(network, 10 + index));
    const size = rows * outputs;

    it('gives each trial the same in a pack of different widths as alone', () => {
      for (const training of [true, false]) {
        const together = run(networks, numbers, training);
        for (const [index, network] of networks.entries()) {
          const alone = run([network], numbers.slice(index, index + 1), training);
          for (const [at, value] of alone.values.entries()) {
            expect(together.values[index * size + at]).toBeCloseTo(value, 5);
          }
          for (const [at, value] of (alone.gradients[0] ?? []).entries()) {
            expect(together.gradients[index]?.[at]).toBeCloseTo(value, 4);
          }
        }
      }
    });

    it('has the gradient of finite differences', () => {
      const step = 1e-2;
      for (const [index, network] of networks.entries()) {
        const own = numbers[index] as ReturnType<typeof numbersOf>;
        const { gradients, weights } = run([network], [own], true);
        const objective = (at: number, change: number): number => {
          const parameters = own.parameters.slice();
          parameters[at] = (parameters[at] ?? 0) + change;
          const { values } = run([network], [{ ...own, parameters }], true);
          return values.reduce((total, value, place) => total + value * (weights[place] ?? 0), 0);
        };
        // Float32 allows no small step, and a long one may cross a kink: the better of two.
        const fourthOrder = (at: number): number =>
          (8 * (objective(at, step) - objective(at, -step)) - (objective(at, 2 * step) - objective(at, -2 * step))) /
          (12 * step);
        const secondOrder = (at: number): number => (objective(at, step / 10) - objective(at, -step / 10)) / (step / 5);
        for (const [at, gradient] of (gradients[0] ?? []).entries()) {
          const tolerance = 4e-3 * Math.max(1, Math.abs(gradient));
          if (Math.abs(fourthOrder(at) - gradient) < tolerance) continue;
          expect(Math.abs(secondOrder(at) - gradient)).toBeLessThan(tolerance);
        }
      }
    });

    it('unpacks into a LayersModel with the same outputs', () => {
      const together = run(networks, numbers, false);
      for (const [index, network] of networks.entries()) {
        const model = layersModelOf(network, numbers[index] as ReturnType<typeof numbersOf>, true);
        const values = tf.tidy(() =>
          (model.predict(tf.tensor(normals(rows * sizeOf(input), 3), [rows, ...input])) as Tensor).dataSync(),
        );
        for (const [at, value] of values.entries()) expect(together.values[index * size + at]).toBeCloseTo(value, 5);
        model.dispose();
      }
    });
  });
}
