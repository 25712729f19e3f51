import type { io, LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { type LayerConfig, layerOutput, layerParameters, layerState, type Shape, sizeOf } from '../shared/layers.ts';
import { countParameters, type Network } from '../shared/network.ts';
import type { SavedModel } from '../shared/trainer.ts';
import { packedLayer } from './packed/layers/index.ts';
import { keepsPositions, type PackedLayer, type TfjsLayer, type Unpacked } from './packed/layers/layer.ts';

/** A trained network's numbers in compact order, read from the front. */
class Numbers {
  #offset = 0;
  readonly #values: Float32Array;

  constructor(values: Float32Array) {
    this.#values = values;
  }

  take(shape: Shape): Tensor {
    const size = sizeOf(shape);
    const part = this.#values.slice(this.#offset, this.#offset + size);
    this.#offset += size;
    return tf.tensor(part, [...shape]);
  }
}

/** Puts a packed layer's tfjs layers behind `x`. */
function unpackedAt(
  unpacking: ReturnType<PackedLayer<LayerConfig>['unpack']>,
  x: SymbolicTensor,
  mask: SymbolicTensor | undefined,
  name: string,
): Unpacked {
  const named = (part?: string): string => (part === undefined ? name : `${name}_${part}`);
  const apply = (layer: TfjsLayer, inputs: SymbolicTensor | SymbolicTensor[], part?: string): SymbolicTensor => {
    layer.name = named(part);
    return layer.apply(inputs) as SymbolicTensor;
  };
  if (typeof unpacking === 'function') return unpacking({ x, mask, named, apply });
  const last = unpacking.at(-1) as TfjsLayer;
  return {
    y: unpacking.reduce((y, layer, index) => apply(layer, y, layer === last ? undefined : String(index + 1)), x),
    weights: (parameters, state) => [[last, [...parameters, ...state]]],
  };
}

/**
 * The trained network as an ordinary tfjs LayersModel, which `tf.loadLayersModel` opens without this project's code.
 * The caller disposes of it.
 */
export function layersModelOf(
  network: Network,
  numbers: { readonly parameters: Float32Array; readonly state: Float32Array },
  regression: boolean,
): LayersModel {
  const parameters = new Numbers(numbers.parameters);
  const state = new Numbers(numbers.state);
  const input = tf.input({ shape: [...network.input], name: 'features' });
  let shape = network.input;
  let mask: SymbolicTensor | undefined;
  const weigh: (() => void)[] = [];
  const apply = (config: LayerConfig, x: SymbolicTensor, name: string): SymbolicTensor => {
    const own = shape;
    const unpacked = unpackedAt(packedLayer(config.kind).unpack(config, own), x, mask, name);
    weigh.push(() => {
      const weights = unpacked.weights(
        layerParameters(config, own).map((parameter) => parameters.take(parameter.shape)),
        layerState(config, own).map((parameter) => state.take(parameter.shape)),
      );
      for (const [layer, values] of weights) layer.setWeights([...values]);
    });
    shape = layerOutput(config, own);
    mask = unpacked.mask ?? (keepsPositions(own, shape) ? mask : undefined);
    return unpacked.y;
  };
  let x = input;
  for (const [index, block] of network.blocks.entries()) {
    const incoming = x;
    for (const [at, config] of block.layers.entries()) {
      const before = block.layers.slice(0, at).filter(({ kind }) => kind === config.kind).length;
      x = apply(config, x, `${config.kind}_${index + 1}${before === 0 ? '' : `.${before + 1}`}`);
    }
    if (block.residual) x = tf.layers.add({ name: `residual_${index + 1}` }).apply([x, incoming]) as SymbolicTensor;
  }
  for (const config of network.head) x = apply(config, x, 'outputs');
  // Not tfjs's softmax layer: that takes a mask, and tfjs hands on to all later layers what a recurrent one was given.
  if (!regression) {
    x = tf.layers.activation({ activation: 'softmax', name: 'probabilities' }).apply(x) as SymbolicTensor;
  }
  // Named, as tfjs counts the unnamed: the same model would not be the same file.
  const model = tf.model({ name: 'modelscout', inputs: input, outputs: x });
  tf.tidy(() => {
    for (const one of weigh) one();
  });
  return model;
}

/** The files of a LayersModel: model.json, whose manifest names weights.bin. */
export async function saveLayersModel(model: LayersModel, network: Network): Promise<SavedModel> {
  let artifacts: io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  const { weightData, weightSpecs = [], modelTopology } = artifacts ?? {};
  const json: io.ModelJSON = {
    modelTopology: modelTopology ?? {},
    format: 'layers-model',
    generatedBy: 'modelscout',
    convertedBy: null,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  };
  return {
    modelJson: `${JSON.stringify(json)}\n`,
    weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
    parameters: countParameters(network),
  };
}

/** Opens a saved model. The caller disposes of it. Throws tfjs's errors where the files do not fit together. */
export function loadLayersModel({ modelJson, weights }: SavedModel): Promise<LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(modelJson) as io.ModelJSON;
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: weights.slice().buffer,
    }),
  );
}
