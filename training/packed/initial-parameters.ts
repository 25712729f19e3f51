import { layerParameters, layerState, type ParameterShape, type Shape, sizeOf } from '../../shared/layers.ts';
import { layersWithInputs, type Network } from '../../shared/network.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { orthogonal } from './orthogonal.ts';

function fansOf(shape: Shape): [inputs: number, outputs: number] {
  const outputs = shape[shape.length - 1] ?? 1;
  // A convolution's output goes to as many positions as its kernel has.
  return [sizeOf(shape) / outputs, outputs * sizeOf(shape.slice(0, -2))];
}

/** Glorot & Bengio 2010, He et al. 2015, LeCun et al. 1998: variance = scale / fan, uniform or normal. */
function drawKernel({ initializer, shape, fans = fansOf(shape) }: ParameterShape, random: Random): Float32Array {
  const [fanIn, fanOut] = fans;
  const variance = initializer.startsWith('glorot')
    ? 2 / (fanIn + fanOut)
    : initializer.startsWith('he')
      ? 2 / fanIn
      : 1 / fanIn;
  const limit = Math.sqrt(3 * variance);
  const deviation = Math.sqrt(variance);
  const draw = initializer.endsWith('Uniform')
    ? () => (2 * random.next() - 1) * limit
    : () => random.normal() * deviation;
  return Float32Array.from({ length: sizeOf(shape) }, draw);
}

function draw(parameter: ParameterShape, random: Random): Float32Array {
  const { initializer, shape } = parameter;
  const zeros = new Float32Array(sizeOf(shape));
  if (initializer === 'zeros') return zeros;
  if (initializer === 'ones') return zeros.fill(1);
  if (initializer === 'unitForgetBias') {
    const [gates = 1, units = 1] = shape.slice(-2);
    return zeros.map((_, index) => (Math.floor(index / units) % gates === 1 ? 1 : 0));
  }
  if (initializer === 'orthogonal') {
    const [matrices = 1, rows = 1, ...rest] = shape;
    return concat(Array.from({ length: matrices }, () => orthogonal(rows, sizeOf(rest), random)));
  }
  if (initializer === 'unitLength') return zeros.map(() => random.normal() / Math.sqrt(shape.at(-1) ?? 1));
  return drawKernel(parameter, random);
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** A network's numbers before training, compact: its layers' parameters in order, and their state. Depends on the seed and the network only. */
export function initialParameters(network: Network, seed: string): { parameters: Float32Array; state: Float32Array } {
  const random = createRandom(seed);
  const layers = layersWithInputs(network);
  return {
    parameters: concat(
      layers.flatMap(({ layer, input }) => layerParameters(layer, input).map((shape) => draw(shape, random))),
    ),
    state: concat(layers.flatMap(({ layer, input }) => layerState(layer, input).map((shape) => draw(shape, random)))),
  };
}
