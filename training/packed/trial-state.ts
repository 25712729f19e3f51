import { z } from 'zod';
import { SearchError } from '../../shared/errors.ts';
import { layerState, sizeOf } from '../../shared/layers.ts';
import { countParameters, layersWithInputs, type Network } from '../../shared/network.ts';
import type { LearningCurve } from '../../shared/trial.ts';

/** All that a trial needs to go on: its numbers in compact order, and what early stopping remembers. */
export interface TrialState {
  parameters: Float32Array;
  momentum: Float32Array;
  variance: Float32Array;
  state: Float32Array;
  bestParameters: Float32Array;
  bestState: Float32Array;
  epochs: number;
  steps: number;
  bestEpoch: number;
  bestLoss: number;
  /** Whether early stopping has ended the trial: it is not trained any further. */
  finished: boolean;
  curve: { [K in keyof LearningCurve]: number[] };
}

const arrays = ['parameters', 'momentum', 'variance', 'state', 'bestParameters', 'bestState'] as const;

const magic = 'MSC1';

/** A JSON header of lengths and counters, then the arrays as little-endian float32. */
export function encodeCheckpoint(trial: TrialState): Uint8Array {
  const { epochs, steps, bestEpoch, bestLoss, finished, curve } = trial;
  const header = Buffer.from(
    JSON.stringify({
      lengths: arrays.map((name) => trial[name].length),
      epochs,
      steps,
      bestEpoch,
      // JSON has no infinity: before the first evaluation there is no best loss.
      bestLoss: Number.isFinite(bestLoss) ? bestLoss : null,
      finished,
      curve,
    }),
  );
  const padding = (4 - (header.length % 4)) % 4;
  const prefix = Buffer.alloc(8);
  prefix.write(magic, 'latin1');
  prefix.writeUInt32LE(header.length + padding, 4);
  const bodies = arrays.map((name) => {
    const values = trial[name];
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  });
  return Buffer.concat([prefix, header, Buffer.alloc(padding, ' '), ...bodies]);
}

const count = z.int().min(0);
/** JSON has no NaN, which a score may be. */
const course = z.array(
  z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
);

const headerSchema = z.object({
  lengths: z.array(count).length(arrays.length),
  epochs: count,
  steps: count,
  bestEpoch: count,
  bestLoss: z.number().nullable(),
  finished: z.boolean(),
  curve: z.object({ trainingLoss: course, validationLoss: course, validationScore: course }),
});

const corrupt = (why: string, cause?: unknown): SearchError =>
  new SearchError('ArtifactCorrupt', `A trial's checkpoint cannot be read: ${why}`, {
    wayOut: 'Delete the checkpoint; the trial then starts again.',
    cause,
  });

/** Numbers that a network has: its parameters, and the state that is not trained. */
export interface NetworkSizes {
  readonly parameters: number;
  readonly state: number;
}

export const networkSizes = (network: Network): NetworkSizes => ({
  parameters: countParameters(network),
  state: layersWithInputs(network)
    .flatMap(({ layer, input }) => layerState(layer, input))
    .reduce((total, { shape }) => total + sizeOf(shape), 0),
});

/** Throws SearchError ArtifactCorrupt where the bytes are no checkpoint of a network of that size. */
export function decodeCheckpoint(bytes: Uint8Array, { parameters, state }: NetworkSizes): TrialState {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8 || buffer.toString('latin1', 0, 4) !== magic) throw corrupt('it does not begin as one');
  const start = 8 + buffer.readUInt32LE(4);
  if (start > buffer.length) throw corrupt('it is cut short');
  const { lengths, bestLoss, ...counters } = parseHeader(buffer.toString('utf8', 8, start));
  const wanted = [parameters, parameters, parameters, state, parameters, state];
  if (lengths.some((length, index) => length !== wanted[index])) {
    throw corrupt(`arrays of ${lengths.join(', ')} numbers instead of ${wanted.join(', ')}`);
  }
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (buffer.length !== start + 4 * total) throw corrupt(`${buffer.length} bytes instead of ${start + 4 * total}`);
  let offset = start;
  const read = (length: number): Float32Array => {
    const values = new Float32Array(length);
    Buffer.from(values.buffer).set(buffer.subarray(offset, offset + 4 * length));
    offset += 4 * length;
    return values;
  };
  return {
    parameters: read(parameters),
    momentum: read(parameters),
    variance: read(parameters),
    state: read(state),
    bestParameters: read(parameters),
    bestState: read(state),
    ...counters,
    bestLoss: bestLoss ?? Number.POSITIVE_INFINITY,
  };
}

function parseHeader(text: string): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw corrupt('its header is none', error);
  }
}
