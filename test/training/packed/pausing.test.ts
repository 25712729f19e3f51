import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { SearchError } from '../../../shared/errors.ts';
import type { PackRequest, PackWatch, TrialOutcome } from '../../../shared/trainer.ts';
import { trainPack, watchPack } from '../../../training/packed/train-pack.ts';
import { useEngine } from '../engine.ts';
import { completed, train } from '../outcomes.ts';
import { mixedCandidates, packOf, table } from '../tables.ts';

const still = () => 0;

/** Pauses after each epoch for which `pauses` says so, and goes on from the snapshot alone. */
async function trainInPieces(
  request: PackRequest,
  { pauses = () => true, clock = still }: { pauses?: (epoch: number) => boolean; clock?: () => number } = {},
): Promise<{ outcomes: TrialOutcome[]; pieces: number }> {
  let snapshot: Uint8Array | undefined;
  for (let pieces = 1; ; pieces++) {
    const watch: PackWatch = {
      onEpoch: ({ epoch }) => (pauses(epoch) ? 'pause' : 'go-on'),
      onSave: () => Promise.reject(new Error('nothing was to be saved')),
    };
    const outcome = await watchPack(trainPack({ ...request, snapshot }, clock), watch);
    if (outcome.state === 'done') return { outcomes: outcome.outcomes, pieces };
    // At another address, as when it was stored: nothing may rely on its alignment.
    snapshot = new Uint8Array([0, ...outcome.snapshot]).subarray(1);
  }
}

/** All of them as text, to the last bit. */
const bytesOf = (outcomes: readonly TrialOutcome[]): string[] =>
  outcomes.map((outcome) =>
    JSON.stringify(outcome, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );

async function expectTheSame(request: PackRequest, pauses?: (epoch: number) => boolean): Promise<TrialOutcome[]> {
  const whole = train(request);
  const { outcomes } = await trainInPieces(request, pauses === undefined ? {} : { pauses });
  expect(bytesOf(outcomes)).toEqual(bytesOf(whole));
  return whole;
}

/** Learns so fast that it soon gets worse. */
const hasty = (candidate: Candidate): Candidate => ({ ...candidate, learningRate: 3 * Number(candidate.learningRate) });

const wild: Candidate = {
  depth: 2,
  width: 9,
  optimizer: 'momentum',
  momentum: 0.99,
  learningRate: 10,
  batchSize: 16,
};

describe('a pack that is paused after every epoch ends as if it had not been', () => {
  // Holds every case below to leaving no tensor behind.
  useEngine();

  it.each(['none', 'batch', 'layer'] as const)(
    'with all optimisers, depths, dropout and schedules, normalisation %s',
    async (normalisation) => {
      await expectTheSame(packOf(mixedCandidates(12, normalisation), { epochs: 7, checkpoints: true }));
    },
  );

  it.each([1, 2])('with %i outputs', async (classes) => {
    await expectTheSame(packOf(mixedCandidates(6), { data: table({ classes }), epochs: 5, checkpoints: true }));
  });

  it('with trials that end early and are left out in time', async () => {
    const request = packOf(mixedCandidates(9, 'batch').map(hasty), { epochs: 16, earlyStopping: 2, checkpoints: true });
    const whole = await expectTheSame(request);
    const ends = [...new Set(whole.map((outcome) => completed(outcome).epochs))].sort((a, b) => a - b);
    expect(ends.length).toBeGreaterThan(3);
    // Only where the first trials have ended and are still in the program.
    await expectTheSame(request, (epoch) => epoch === ends[1]);
  });

  it('with trials that diverge', async () => {
    const request = packOf([wild, ...mixedCandidates(5), wild], { data: table({ classes: 1 }), checkpoints: true });
    const whole = await expectTheSame(request);
    expect(whole.filter(({ state }) => state === 'failed')).toHaveLength(2);
  });

  it('where it goes on from checkpoints, before which the best epoch may lie', async () => {
    const settings = { epochs: 20, earlyStopping: 3, checkpoints: true };
    const candidates = mixedCandidates(9, 'batch').map(hasty);
    const { trials } = packOf(candidates, settings);
    const first = train(packOf(candidates, { ...settings, trials: trials.map((trial) => ({ ...trial, epochs: 8 })) }));
    const rest = trials.map((trial, index) => ({
      ...trial,
      checkpoint: completed(first[index]).checkpoint ?? new Uint8Array(),
    }));
    const whole = await expectTheSame(packOf(candidates, { ...settings, trials: rest }));
    expect(whole.filter((outcome) => completed(outcome).bestEpoch <= 8).length).toBeGreaterThan(0);
  });

  it('with the time of the pieces before counted, and no other', async () => {
    const ticking = () => {
      let now = 0;
      return () => (now += 100);
    };
    const request = packOf(mixedCandidates(4), { timeout: 100 });
    const whole = train(request, ticking());
    expect(whole[0]).toMatchObject({ reason: 'timeout', message: expect.stringContaining('epoch 5') as string });
    const { outcomes, pieces } = await trainInPieces(request, { clock: ticking() });
    expect(bytesOf(outcomes)).toEqual(bytesOf(whole));
    expect(pieces).toBe(5);
  });

  it('holds no tensor while it is paused', async () => {
    const before = tf.memory().numTensors;
    const pause: PackWatch = { onEpoch: () => 'pause', onSave: async () => undefined };
    await watchPack(trainPack(packOf(mixedCandidates(6, 'batch')), still), pause);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('on wasm', () => {
  useEngine('wasm');

  it('ends as if it had not been paused', async () => {
    const candidates = mixedCandidates(6, 'batch').map(hasty);
    await expectTheSame(packOf(candidates, { epochs: 10, earlyStopping: 2, checkpoints: true }));
  });
});

describe('a pack that is saved', () => {
  useEngine();
  const request = packOf(mixedCandidates(5, 'batch'), { epochs: 6, checkpoints: true });

  it('goes on undisturbed, and from each snapshot to the same end', async () => {
    const saved: Uint8Array[] = [];
    const watch: PackWatch = {
      onEpoch: ({ epoch }) => Promise.resolve(epoch % 2 === 0 ? 'save' : 'go-on'),
      onSave: async (snapshot) => void saved.push(snapshot),
    };
    const whole = bytesOf(train(request));
    const outcome = await watchPack(trainPack(request, still), watch);
    expect(outcome.state === 'done' && bytesOf(outcome.outcomes)).toEqual(whole);
    // After the last epoch there is nothing to save.
    expect(saved).toHaveLength(2);
    for (const snapshot of saved) expect(bytesOf(train({ ...request, snapshot }))).toEqual(whole);
  });

  it('ends with what its watch throws, and holds no tensor then', async () => {
    const before = tf.memory().numTensors;
    const gone = new SearchError('StoreUnavailable', 'gone');
    const watch: PackWatch = { onEpoch: () => 'save', onSave: () => Promise.reject(gone) };
    await expect(watchPack(trainPack(request, still), watch)).rejects.toBe(gone);
    const throws: PackWatch = { ...watch, onEpoch: () => Promise.reject(gone) };
    await expect(watchPack(trainPack(request, still), throws)).rejects.toBe(gone);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a snapshot that is no such pack’s', async () => {
    const pause: PackWatch = { onEpoch: () => 'pause', onSave: async () => undefined };
    const paused = await watchPack(trainPack(request, still), pause);
    if (paused.state !== 'paused') throw new Error('not paused');
    const { snapshot } = paused;
    const headerEnd = 8 + Buffer.from(snapshot).readUInt32LE(4);
    const withHeader = (change: (text: string) => string): Uint8Array => {
      const header = Buffer.from(change(Buffer.from(snapshot).toString('utf8', 8, headerEnd)));
      const prefix = Buffer.from(snapshot.subarray(0, 8));
      prefix.writeUInt32LE(header.length, 4);
      return Buffer.concat([prefix, header, snapshot.subarray(headerEnd)]);
    };
    expect(train({ ...request, snapshot: withHeader((text) => text) })).toHaveLength(5);
    const other = { ...request, trials: request.trials.toReversed() };
    const wider = { ...request, trials: request.trials.map((trial) => ({ ...trial, candidate: { depth: 5 } })) };
    const refused: [PackRequest, Uint8Array, RegExp][] = [
      [request, new Uint8Array(), /begin/],
      [request, Buffer.from('no snapshot at all'), /begin/],
      [request, snapshot.subarray(0, 40), /cut short/],
      [request, snapshot.subarray(0, -4), /length/],
      [request, Buffer.concat([snapshot, Buffer.alloc(4)]), /length/],
      [other, snapshot, /other trials/],
      [{ ...request, trials: request.trials.slice(1) }, snapshot, /other trials/],
      [wider, snapshot, /numbers instead of/],
      [request, withHeader((text) => text.slice(1)), /header/],
      [request, withHeader((text) => text.replace('"epoch":1', '"epoch":2')), /stands at epoch 1/],
      [request, withHeader((text) => text.replace('"epoch":1', '"epoch":-1')), /header/],
      [request, withHeader((text) => text.replace(/"program":\["trial-\d",/, '"program":[')), /not in its program/],
      [request, withHeader((text) => text.replace(/"program":\[/, '"program":["trial-9",')), /program/],
    ];
    const before = tf.memory().numTensors;
    for (const [pack, bytes, message] of refused) {
      expect(() => train({ ...pack, snapshot: bytes })).toThrow(message);
      try {
        train({ ...pack, snapshot: bytes });
      } catch (error) {
        expect(error).toMatchObject({ name: 'ArtifactCorrupt', wayOut: expect.stringMatching(/Delete/) as string });
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
