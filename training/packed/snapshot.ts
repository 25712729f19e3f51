import { z } from 'zod';
import { SearchError } from '../../shared/errors.ts';
import { decodeCheckpoint, encodeCheckpoint, type NetworkSizes, type TrialState } from './trial-state.ts';

/** A trial of a paused pack. */
export interface SavedTrial {
  readonly trialId: string;
  readonly state: TrialState;
  /** Of its best epoch: computed anew in another program they could differ in the last digit. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly failure?: { readonly reason: 'diverged' | 'timeout'; readonly message: string };
}

/** Where a pack was paused. */
export interface PackSnapshot {
  /** Epochs done. */
  readonly epoch: number;
  /** Milliseconds spent on it. */
  readonly spent: number;
  /** In the order of the request. */
  readonly trials: readonly SavedTrial[];
  /** Ids of the program's trials in its order, ended ones included that were not left out yet: a layout of others rounds otherwise. */
  readonly program: readonly string[];
}

const magic = 'MSP1';
const prefixBytes = 8;

/** JSON has neither NaN nor infinities, which a metric may be. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const encodeNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

const headerSchema = z.object({
  epoch: z.int().min(0),
  spent: z.number().min(0),
  program: z.array(z.string()),
  trials: z.array(
    z.object({
      trialId: z.string(),
      bytes: z.int().min(0),
      metrics: z.record(z.string(), number).optional(),
      failure: z.object({ reason: z.enum(['diverged', 'timeout']), message: z.string() }).optional(),
    }),
  ),
});

/** A JSON header, then each trial's checkpoint. */
export function encodeSnapshot({ epoch, spent, trials, program }: PackSnapshot): Uint8Array {
  const bodies = trials.map(({ state }) => encodeCheckpoint(state));
  const header = Buffer.from(
    JSON.stringify({
      epoch,
      spent,
      program,
      trials: trials.map(({ trialId, metrics, failure }, index) => ({
        trialId,
        bytes: bodies[index]?.byteLength ?? 0,
        metrics:
          metrics && Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, encodeNumber(value)])),
        failure,
      })),
    }),
  );
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, 'latin1');
  prefix.writeUInt32LE(header.length, 4);
  return Buffer.concat([prefix, header, ...bodies]);
}

/**
 * The snapshot of the pack whose trials, in the order of its request, are of these sizes.
 * Throws SearchError ArtifactCorrupt where the bytes are none, or another pack's.
 */
export function decodeSnapshot(
  bytes: Uint8Array,
  trials: readonly (NetworkSizes & { readonly trialId: string })[],
): PackSnapshot {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < prefixBytes || buffer.toString('latin1', 0, 4) !== magic)
    throw corrupt('it does not begin as one');
  let offset = prefixBytes + buffer.readUInt32LE(4);
  if (offset > buffer.length) throw corrupt('it is cut short');
  const { epoch, spent, program, trials: saved } = readHeader(buffer.toString('utf8', prefixBytes, offset));
  if (saved.length !== trials.length || saved.some(({ trialId }, at) => trialId !== trials[at]?.trialId)) {
    throw corrupt('it is of other trials');
  }
  if (offset + saved.reduce((sum, one) => sum + one.bytes, 0) !== buffer.length) throw corrupt('its length is wrong');
  const read = trials.map((sizes, at): SavedTrial => {
    const { bytes: length, ...rest } = saved[at] as (typeof saved)[number];
    const state = decodeCheckpoint(buffer.subarray(offset, offset + length), sizes);
    offset += length;
    return { ...rest, state };
  });
  checkProgram(read, epoch, program);
  return { epoch, spent, program, trials: read };
}

function checkProgram(trials: readonly SavedTrial[], epoch: number, program: readonly string[]): void {
  const ids = new Set(trials.map(({ trialId }) => trialId));
  const members = new Set(program);
  if (members.size !== program.length || program.some((id) => !ids.has(id)))
    throw corrupt('its program is of other trials');
  for (const { trialId, state, failure } of trials) {
    if (failure !== undefined || state.finished) continue;
    if (!members.has(trialId)) throw corrupt(`trial ${trialId} goes on and is not in its program`);
    if (state.epochs !== epoch) throw corrupt(`trial ${trialId} stands at epoch ${state.epochs}, the pack at ${epoch}`);
  }
}

function readHeader(text: string): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw corrupt('its header is damaged', error);
  }
}

const corrupt = (why: string, cause?: unknown): SearchError =>
  new SearchError('ArtifactCorrupt', `A paused pack cannot be read: ${why}`, {
    wayOut: 'Delete the snapshot; the pack then starts again',
    cause,
  });
