import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { type Attribute, encodeSavedModel, type GraphNode } from './graph-definition.ts';

/** A function of tensors, called again and again with tensors of the same shapes and types. */
export interface Program {
  /** The caller disposes of what it gets; an output that is one of the inputs is that very tensor. */
  run(...inputs: Tensor[]): Tensor[];
  dispose(): void;
}

/** What tfjs-node's backend offers, as far as recording needs it: each of its kernels goes through the two execute calls. */
interface NativeBackend {
  binding: Readonly<Record<string, number>> & { executeOp: unknown };
  tensorMap: { get(dataId: object): { values: unknown; dtype: number; shape: number[] } };
  executeSingleOutput(name: string, attributes: NativeAttribute[], inputs: Tensor[]): Tensor;
  executeMultipleOutputs(name: string, attributes: NativeAttribute[], inputs: Tensor[], outputs: number): Tensor[];
  loadSavedModelMetaGraph(path: string, tags: string): number;
  runSavedModel(id: number, inputs: Tensor[], infos: { name: string }[], outputs: string[]): Tensor[];
  deleteSavedModel(id: number): void;
}

interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

const nativeBackend = (): NativeBackend | undefined =>
  tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : undefined;

function attributeOf(backend: NativeBackend, { name, type, value }: NativeAttribute): Attribute {
  const { binding } = backend;
  if (type === binding.TF_ATTR_TYPE) return { type: 'type', value: value as number };
  if (type === binding.TF_ATTR_INT) {
    return Array.isArray(value) ? { type: 'ints', value: value as number[] } : { type: 'int', value: value as number };
  }
  if (type === binding.TF_ATTR_FLOAT) return { type: 'float', value: value as number };
  if (type === binding.TF_ATTR_BOOL) return { type: 'bool', value: value as boolean };
  if (type === binding.TF_ATTR_STRING) return { type: 'string', value: value as string };
  if (type === binding.TF_ATTR_SHAPE) return { type: 'shape', value: value as number[] };
  throw new Error(`compile: attribute ${name} has the unknown type ${type}`);
}

/** tfjs-node leaves out the type attributes of a few operations; eager execution infers them, a graph does not. */
function inferredAttributes(
  backend: NativeBackend,
  operation: string,
  inputs: readonly Tensor[],
): Record<string, Attribute> {
  const typeOf = (index: number): Attribute => {
    const input = inputs[index] as Tensor;
    return { type: 'type', value: backend.tensorMap.get(input.dataId).dtype };
  };
  switch (operation) {
    case 'ExpandDims':
      return { T: typeOf(0), Tdim: typeOf(1) };
    case 'ArgMax':
    case 'ArgMin':
      return { T: typeOf(0), Tidx: typeOf(1) };
    default:
      return {};
  }
}

function hostBytes(values: unknown): Uint8Array {
  if (values instanceof Uint8Array) return values;
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const numbers = Float32Array.from(values as number[]);
  return new Uint8Array(numbers.buffer);
}

/** Writes down every operation that the native backend executes while `body` runs, as the nodes of a graph. */
class Recorder {
  readonly nodes: GraphNode[] = [];
  /** Names of the nodes to feed, in the order of `inputs` and then of `captured`. */
  readonly fed: string[] = [];
  /** Tensors from outside that the program reads; fed as they are in every run. */
  readonly captured: Tensor[] = [];
  readonly #backend: NativeBackend;
  readonly #names = new WeakMap<object, string>();
  #count = 0;

  constructor(backend: NativeBackend, inputs: readonly Tensor[]) {
    this.#backend = backend;
    for (const input of inputs) this.#placeholder(input);
  }

  #add(operation: string, inputs: string[], attributes: Record<string, Attribute>): string {
    const name = `n${this.#count++}`;
    this.nodes.push({ name, operation, inputs, attributes });
    return name;
  }

  #placeholder(tensor: Tensor): string {
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    const name = this.#add('Placeholder', [], {
      dtype: { type: 'type', value: dtype },
      shape: { type: 'shape', value: tensor.shape },
    });
    this.#names.set(tensor.dataId, name);
    this.fed.push(name);
    return name;
  }

  nameOf(tensor: Tensor): string {
    const known = this.#names.get(tensor.dataId);
    if (known !== undefined) return known;
    const { values, dtype } = this.#backend.tensorMap.get(tensor.dataId);
    if (values === null) {
      this.captured.push(tensor);
      return this.#placeholder(tensor);
    }
    // Values that are still on the host were made while recording: constants of the program.
    const name = this.#add('Const', [], {
      dtype: { type: 'type', value: dtype },
      value: { type: 'tensor', dtype, shape: tensor.shape, content: hostBytes(values) },
    });
    this.#names.set(tensor.dataId, name);
    return name;
  }

  record<T>(body: () => T): T {
    const backend = this.#backend;
    const single = backend.executeSingleOutput;
    const multiple = backend.executeMultipleOutputs;
    const write = (operation: string, attributes: NativeAttribute[], inputs: Tensor[], execute: () => Tensor[]) => {
      const names = inputs.map((input) => this.nameOf(input));
      const given = Object.fromEntries(
        attributes.map((attribute) => [attribute.name, attributeOf(backend, attribute)]),
      );
      const inferred = inferredAttributes(backend, operation, inputs);
      const outputs = execute();
      const name = this.#add(operation, names, { ...inferred, ...given });
      for (const [index, output] of outputs.entries()) {
        this.#names.set(output.dataId, index === 0 ? name : `${name}:${index}`);
      }
      return outputs;
    };
    backend.executeSingleOutput = (name, attributes, inputs) =>
      write(name, attributes, inputs, () => [single.call(backend, name, attributes, inputs)])[0] as Tensor;
    backend.executeMultipleOutputs = (name, attributes, inputs, outputs) =>
      write(name, attributes, inputs, () => multiple.call(backend, name, attributes, inputs, outputs));
    try {
      return body();
    } finally {
      backend.executeSingleOutput = single;
      backend.executeMultipleOutputs = multiple;
    }
  }
}

/** Moves a tensor's values to the engine now, which otherwise happens at its first use; a program then reads it by reference. */
export function upload<T extends Tensor>(tensor: T): T {
  const backend = nativeBackend();
  if (backend !== undefined) {
    const type = {
      name: 'T',
      type: backend.binding.TF_ATTR_TYPE ?? 0,
      value: backend.tensorMap.get(tensor.dataId).dtype,
    };
    backend.executeSingleOutput('Identity', [type], [tensor]).dispose();
  }
  return tensor;
}

function load(backend: NativeBackend, nodes: readonly GraphNode[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-program-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
    return backend.loadSavedModelMetaGraph(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Recorded {
  readonly id: number;
  readonly fed: { name: string }[];
  readonly captured: readonly Tensor[];
  /** The node to fetch, or the index of the input that is the output. */
  readonly outputs: readonly (string | number)[];
}

/**
 * Makes a function of tensors fast to call again. On the native engine its first call is recorded, operation by operation,
 * as a TensorFlow graph, and later calls run that graph in one go: an operation then costs some 2 µs instead of 20–50,
 * and temporaries are computed in place. On other engines it is called as it is.
 *
 * `body` must do the same operations in every call; tensors that it reads beside its inputs are bound at the first call
 * and must outlive the program. Inputs must keep the shapes of the first call.
 */
export function compile(body: (...inputs: Tensor[]) => Tensor[]): Program {
  const backend = nativeBackend();
  if (backend === undefined) return { run: (...inputs) => tf.tidy(() => body(...inputs)), dispose: () => undefined };
  let recorded: Recorded | undefined;
  return {
    run(...inputs) {
      if (recorded === undefined) {
        // What is still on the host would be taken for a constant.
        for (const input of inputs) upload(input);
        const recorder = new Recorder(backend, inputs);
        const outputs = recorder.record(() => tf.tidy(() => body(...inputs)));
        recorded = {
          id: load(backend, recorder.nodes),
          fed: recorder.fed.map((name) => ({ name })),
          captured: recorder.captured,
          // TensorFlow does not fetch what is fed: an output that is an input is handed through.
          outputs: outputs.map((output) =>
            inputs.includes(output) ? inputs.indexOf(output) : recorder.nameOf(output),
          ),
        };
        // What the graph computes may differ in the last bit, and the first call shall give what any other does.
        tf.dispose(outputs.filter((output) => !inputs.includes(output)));
      }
      const { id, fed, captured, outputs } = recorded;
      const fetched = outputs.filter((output) => typeof output === 'string');
      const results = backend.runSavedModel(id, [...inputs, ...captured], fed, fetched);
      return outputs.map((output) => (typeof output === 'string' ? results.shift() : inputs[output]) as Tensor);
    },
    dispose() {
      if (recorded !== undefined) backend.deleteSavedModel(recorded.id);
      recorded = undefined;
    },
  };
}
