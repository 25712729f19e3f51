import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { layerOutput, type Shape, sizeOf } from '../../../../shared/layers.ts';
import type { Block } from '../../../../shared/network/family.ts';
import type { Network } from '../../../../shared/network.ts';
import { createRandom } from '../../../../shared/random.ts';
import type { Engine } from '../../../../training/engine.ts';
import { layersModelOf, loadLayersModel, saveLayersModel } from '../../../../training/layers-model.ts';
import { initialParameters } from '../../../../training/packed/initial-parameters.ts';
import { layOut } from '../../../../training/packed/layout.ts';
import { packNetwork } from '../../../../training/packed/network.ts';
import { noisePool } from '../../../../training/packed/noise.ts';
import { useEngine } from '../../engine.ts';

/** Rows that a layer is tested on. */
export const rows = 5;
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

type Numbers = ReturnType<typeof numbersOf>;

/**
 * Runs networks as one pack on given numbers; answers outputs [networks × rows × outputs], the weights of their sum, and its gradients
 * where they are wanted.
 */
function run(
  features: Float32Array,
  networks: readonly Network[],
  numbers: readonly Numbers[],
  { training, withGradients = true }: { training: boolean; withGradients?: boolean },
) {
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
    const x = tf.tensor(features, [1, rows, ...input]);
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
    const weightList = Array.from(weights.dataSync());
    if (!withGradients) return { values: Array.from(values), gradients: [], weights: weightList };
    const gradients = packed.join(tf.grads((...each: Tensor[]) => tf.sum(tf.mul(forward(...each), weights)))(leaves));
    const matrices = gradients.map((gradient) => gradient.dataSync<'float32'>());
    const own = layout.places.map((places, trial) =>
      places.parameters.flatMap(({ band, columns: at }) =>
        Array.from(at, (column) => matrices[band]?.[trial * (layout.bands[band]?.columns ?? 0) + column] ?? 0),
      ),
    );
    return { values: Array.from(values), gradients: own, weights: weightList };
  });
}

/**
 * The contract of every packed layer: `variants` are blocks that have it, of different widths where it has any, or stacks of blocks; `input`
 * is the shape of what goes into them, `features` are `rows` rows of it.
 */
export function describeLayer(
  name: string,
  variants: readonly (Block | readonly Block[])[],
  options: { readonly input?: Shape; readonly features?: Float32Array; readonly engine?: Engine } = {},
): void {
  const { input = [3], features = normals(rows * sizeOf(input), 3), engine = 'native' } = options;
  describe(`packed layer: ${name}, ${engine}`, () => {
    useEngine(engine);
    const networks = variants.map((blocks) => networkOf([blocks].flat(), input));
    const numbers = networks.map((network, index) => numbersOf(network, 10 + index));
    const size = rows * outputs;

    it('gives each trial the same in a pack of different widths as alone', () => {
      for (const training of [true, false]) {
        const together = run(features, networks, numbers, { training });
        for (const [index, network] of networks.entries()) {
          const alone = run(features, [network], numbers.slice(index, index + 1), { training });
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
      const changes = [-2, -1, -0.1, 0.1, 1, 2];
      for (const [index, network] of networks.entries()) {
        const own = numbers[index] as Numbers;
        const { gradients, weights } = run(features, [network], [own], { training: true });
        // All changes of all parameters are as many trials.
        const changed = Array.from(own.parameters).flatMap((value, at) =>
          changes.map((change) => ({ ...own, parameters: own.parameters.with(at, value + change * step) })),
        );
        const { values } = run(features, Array<Network>(changed.length).fill(network), changed, {
          training: true,
          withGradients: false,
        });
        for (const [at, gradient] of (gradients[0] ?? []).entries()) {
          const objective = (change: number): number => {
            const from = (at * changes.length + changes.indexOf(change)) * size;
            return weights.reduce((total, weight, place) => total + weight * (values[from + place] ?? 0), 0);
          };
          // Float32 allows no small step, and a long one may cross a kink: the better of two.
          const fourthOrder = (8 * (objective(1) - objective(-1)) - (objective(2) - objective(-2))) / (12 * step);
          const secondOrder = (objective(0.1) - objective(-0.1)) / (0.2 * step);
          const tolerance = 4e-3 * Math.max(1, Math.abs(gradient));
          if (Math.abs(fourthOrder - gradient) < tolerance) continue;
          expect(Math.abs(secondOrder - gradient)).toBeLessThan(tolerance);
        }
      }
    });

    it('unpacks into a LayersModel with the same outputs, which tfjs opens from its files', async () => {
      const together = run(features, networks, numbers, { training: false });
      for (const [index, network] of networks.entries()) {
        const built = layersModelOf(network, numbers[index] as Numbers, true);
        const model = await loadLayersModel(await saveLayersModel(built, network));
        built.dispose();
        const values = tf.tidy(() => (model.predict(tf.tensor(features, [rows, ...input])) as Tensor).dataSync());
        for (const [at, value] of values.entries()) expect(together.values[index * size + at]).toBeCloseTo(value, 5);
        model.dispose();
      }
    });
  });
}
