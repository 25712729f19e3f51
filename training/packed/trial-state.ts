import { SearchError } from '../../shared/errors.ts';
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

/** Throws SearchError ArtifactCorrupt where the bytes are no checkpoint of `parameters` numbers. */
export function decodeCheckpoint(bytes: Uint8Array, parameters: number): TrialState {
  const corrupt = (why: string): SearchError =>
    new SearchError('ArtifactCorrupt', `A trial's checkpoint cannot be read: ${why}`, {
      wayOut: 'Delete the checkpoint; the trial then starts again.',
    });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8 || buffer.toString('latin1', 0, 4) !== magic) throw corrupt('it does not begin as one');
  const start = 8 + buffer.readUInt32LE(4);
  if (start > buffer.length) throw corrupt('it is cut short');
  const header = JSON.parse(buffer.toString('utf8', 8, start)) as Omit<TrialState, (typeof arrays)[number]> & {
    lengths: number[];
    bestLoss: number | null;
  };
  const { lengths, bestLoss, ...counters } = header;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (buffer.length !== start + 4 * total) throw corrupt(`${buffer.length} bytes instead of ${start + 4 * total}`);
  if (lengths[0] !== parameters) throw corrupt(`${lengths[0]} parameters instead of ${parameters}`);
  let offset = start;
  const read = (length: number): Float32Array => {
    const values = new Float32Array(length);
    Buffer.from(values.buffer).set(buffer.subarray(offset, offset + 4 * length));
    offset += 4 * length;
    return values;
  };
  const [own, momentum, variance, state, bestParameters, bestState] = lengths.map(read) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return {
    parameters: own,
    momentum,
    variance,
    state,
    bestParameters,
    bestState,
    ...counters,
    bestLoss: bestLoss ?? Number.POSITIVE_INFINITY,
  };
}
