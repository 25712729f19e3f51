import { channelsOf, type Initializer, type LayerShapes, type ParameterShape, type Shape } from './shape.ts';

/* Layers that read the steps of a series one after the other: [steps, channels]. */

interface RecurrentConfig {
  readonly units: number;
  /** Of the kernels for the inputs. */
  readonly initializer: Initializer;
  /** Whether it gives each step's state, [steps, units], or the last one's, [units]. Absent: the last one's. */
  readonly returnSequences?: boolean;
  /** Whether a second half of the units reads from the last step to the first: twice as many channels, a unit of each direction in turn. */
  readonly bidirectional?: boolean;
}
/** Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000. */
export interface LstmConfig extends RecurrentConfig {
  readonly kind: 'lstm';
}
/** Cho et al. 2014. */
export interface GruConfig extends RecurrentConfig {
  readonly kind: 'gru';
}
/** Elman 1990, with tanh. */
export interface SimpleRnnConfig extends RecurrentConfig {
  readonly kind: 'simpleRnn';
}

/** Units of both directions. */
export const directionsOf = ({ bidirectional = false }: { readonly bidirectional?: boolean }): number =>
  bidirectional ? 2 : 1;

/** Each gate has kernels of its own: padding to the widest of a pack then adds to each. */
function recurrent(gates: number, bias: ParameterShape['initializer']): LayerShapes<RecurrentConfig> {
  return {
    parameters: (config, input) => {
      const { units, initializer } = config;
      const directions = directionsOf(config);
      const inputs = channelsOf(input);
      return [
        {
          name: 'kernel',
          shape: [inputs, directions, gates, units],
          initializer,
          kernel: true,
          fans: [inputs, gates * units],
        },
        { name: 'recurrentKernel', shape: [directions, units, gates, units], initializer: 'orthogonal', kernel: true },
        { name: 'bias', shape: [directions, gates, units], initializer: bias, kernel: false },
      ];
    },
    state: () => [],
    output: (config, input): Shape => {
      const channels = directionsOf(config) * config.units;
      return config.returnSequences === true ? [input[0] ?? 1, channels] : [channels];
    },
    multiplyAdds: (config, input) =>
      (input[0] ?? 1) * directionsOf(config) * gates * config.units * (channelsOf(input) + config.units),
    largest: (config, input) => (input[0] ?? 1) * directionsOf(config) * gates * config.units,
  };
}

/** Gates: input, forget, cell, output. */
export const lstm: LayerShapes<LstmConfig> = recurrent(4, 'unitForgetBias');
/** Gates: update, reset, candidate. */
export const gru: LayerShapes<GruConfig> = recurrent(3, 'zeros');
export const simpleRnn: LayerShapes<SimpleRnnConfig> = recurrent(1, 'zeros');
