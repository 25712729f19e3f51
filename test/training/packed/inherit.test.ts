import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { activations } from '../../../shared/layers.ts';
import { networkOf } from '../../../shared/network.ts';
import { createRandom } from '../../../shared/random.ts';
import type { PackRequest } from '../../../shared/trainer.ts';
import { fit } from '../../../training/fit.ts';
import { layersModelOf } from '../../../training/layers-model.ts';
import { startRunner } from '../../../training/packed/train-pack.ts';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  networkSizes,
  type TrialState,
} from '../../../training/packed/trial-state.ts';
import { useEngine } from '../engine.ts';
import { completed, train } from '../outcomes.ts';
import { packOf, table } from '../tables.ts';

const data = table({ rows: 60 });
const seed = 7;

const stateOf = (candidate: Candidate, checkpoint: Uint8Array | undefined): TrialState =>
  decodeCheckpoint(checkpoint ?? new Uint8Array(), networkSizes(networkOf(candidate, [4], 3)));

/** Trained alone, with the checkpoint it leaves. */
function trained(candidate: Candidate, more: Partial<PackRequest> & { epochs?: number } = {}) {
  const outcome = completed(train(packOf([candidate], { data, seed, checkpoints: true, epochs: 4, ...more }))[0]);
  return { outcome, checkpoint: outcome.checkpoint ?? new Uint8Array(), state: stateOf(candidate, outcome.checkpoint) };
}

/** The network's class probabilities on rows it was not trained on, by the layers of TensorFlow.js. */
function outputsOf(candidate: Candidate, numbers: Pick<TrialState, 'parameters' | 'state'>): Float32Array {
  const model = layersModelOf(networkOf(candidate, [4], 3), numbers, false);
  const outputs = tf.tidy(() => {
    const rows = tf.tensor(table({ rows: 100, seed: 5 }).features, [100, 4]);
    return (model.predict(rows) as Tensor).dataSync<'float32'>();
  });
  model.dispose();
  return outputs;
}

/** A state of any numbers: what was learnt does not matter here. */
function anyState(candidate: Candidate): TrialState {
  const random = createRandom('any');
  const { state } = startRunner({ trialId: 'any', candidate, epochs: 4 }, data, seed);
  const parameters = state.parameters.map(() => 0.7 * random.normal());
  return { ...state, parameters, state: state.state.map(() => 0.5 + random.next()), epochs: 4 };
}

/** The largest difference of a probability between a parent and the child that is to begin from it. */
function changeOf(parent: Candidate, child: Candidate): number {
  const state = anyState(parent);
  const inherits = { candidate: parent, checkpoint: encodeCheckpoint(state), from: 4 };
  const runner = startRunner({ trialId: 'child', candidate: child, epochs: 8, inherits }, data, seed);
  const before = outputsOf(parent, state);
  return Math.max(...outputsOf(child, runner.state).map((value, at) => Math.abs(value - (before[at] ?? 0))));
}

const rounding = 2e-6;
const base: Candidate = { depth: 2, 'width.1': 6, 'width.2': 6, batchSize: 16 };

describe('a child begins as the function of its parent', () => {
  useEngine();

  it.each(activations)('where layers are widened, with %s, shortcuts and batch normalisation', (activation) => {
    for (const normalisation of ['none', 'batch']) {
      const parent = { ...base, activation, normalisation };
      expect(changeOf(parent, { ...parent, 'width.2': 9 })).toBeLessThan(rounding);
      expect(changeOf(parent, { ...parent, 'width.1': 7, 'width.2': 20 })).toBeLessThan(rounding);
      const residual = { ...parent, residual: true };
      expect(changeOf(residual, { ...residual, 'width.1': 8, 'width.2': 8 })).toBeLessThan(rounding);
    }
  });

  it('where relu layers are added, wider ones too', () => {
    expect(changeOf(base, { ...base, depth: 3, 'width.3': 6 })).toBeLessThan(rounding);
    expect(changeOf(base, { ...base, depth: 4, 'width.3': 8, 'width.4': 9, dropout: 0.3 })).toBeLessThan(rounding);
  });

  it.each(activations)('where layers with shortcuts are added, with %s', (activation) => {
    const parent = { ...base, activation, residual: true };
    expect(changeOf(parent, { ...parent, depth: 3, 'width.3': 6 })).toBeLessThan(rounding);
    expect(changeOf(parent, { ...parent, depth: 4, 'width.3': 6, 'width.4': 6 })).toBeLessThan(rounding);
  });

  it('nearly, where a layer of another activation is added: nearer than with a fresh one', () => {
    for (const activation of ['tanh', 'sigmoid', 'elu', 'selu', 'gelu', 'swish']) {
      const parent = { ...base, activation };
      const child = { ...parent, depth: 3, 'width.3': 6 };
      // A narrower layer cannot be the identity, and begins afresh with its head.
      const fresh = { ...parent, depth: 3, 'width.3': 5 };
      expect(changeOf(parent, child)).toBeLessThan(0.6 * changeOf(parent, fresh));
    }
  });

  it('but not where it cannot: layer normalisation reads the new columns', () => {
    const parent = { ...base, normalisation: 'layer' };
    expect(changeOf(parent, { ...parent, 'width.2': 9 })).toBeGreaterThan(0.001);
    expect(changeOf(parent, { ...parent, learningRate: 0.5 })).toBe(0);
  });
});

describe('a child', () => {
  useEngine();

  it('of the same structure goes on as the parent would have, to the last bit', () => {
    for (const optimizer of ['adam', 'nesterov']) {
      const candidate = { ...base, optimizer, normalisation: 'batch', dropout: 0.2, schedule: 'cosine' };
      const whole = trained(candidate, { epochs: 8, fullEpochs: 8 });
      const { checkpoint } = trained(candidate, { epochs: 4, fullEpochs: 8 });
      const heir = { trialId: 'heir', candidate, epochs: 8, inherits: { candidate, checkpoint, from: 4 } };
      const outcome = completed(
        train({ ...packOf([], { data, seed, checkpoints: true, fullEpochs: 8 }), trials: [heir] })[0],
      );
      const state = stateOf(candidate, outcome.checkpoint);
      for (const name of ['parameters', 'momentum', 'variance', 'state', 'steps', 'epochs', 'curve'] as const) {
        expect(state[name]).toEqual(whole.state[name]);
      }
    }
  });

  it('has its own best epoch, after it began', () => {
    const parent = { ...base, learningRate: 0.02 };
    const { checkpoint, outcome: before } = trained(parent, { epochs: 30 });
    // Steps that large are no better at once.
    const candidate = { ...base, learningRate: 1 };
    const heir = { trialId: 'heir', candidate, epochs: 34, inherits: { candidate: parent, checkpoint, from: 30 } };
    const outcome = completed(train({ ...packOf([], { data, seed }), trials: [heir], fullEpochs: 34 })[0]);
    expect(outcome.bestEpoch).toBeGreaterThan(30);
    expect(outcome.loss).toBeGreaterThan(before.loss);
    expect(outcome.epochs).toBe(34);
    expect(outcome.curve.validationLoss.slice(0, 30)).toEqual(before.curve.validationLoss);
    expect(outcome.curve.validationLoss).toHaveLength(34);
  });

  it('takes the best weights of a parent that had ended early, and trains them anew', () => {
    const parent = { ...base, learningRate: 0.3 };
    const { checkpoint, state, outcome } = trained(parent, { epochs: 30, earlyStopping: 2 });
    expect(outcome.epochs).toBeLessThan(30);
    const inherits = { candidate: parent, checkpoint, from: 30 };
    const runner = startRunner({ trialId: 'heir', candidate: parent, epochs: 40, inherits }, data, seed);
    expect(runner.state.parameters).toEqual(state.bestParameters);
    expect(runner.state.momentum.every((value) => value === 0)).toBe(true);
    expect(runner.state).toMatchObject({ epochs: 30, steps: 0, finished: false });
  });

  it.each<[string, number[], Candidate, Candidate[]]>([
    [
      'images',
      [2, 2, 1],
      { stages: 1, filters: 3, depth: 1, width: 4 },
      [{ filters: 5 }, { kernel: 5 }, { stages: 2 }, { width: 6 }],
    ],
    [
      'steps',
      [2, 2],
      { family: 'recurrent', units: 3, depth: 1, width: 4 },
      [
        { units: 5 },
        { recurrentLayer: 'gru' },
        { recurrentLayers: 2 },
        { bidirectional: true },
        { front: 1 },
        { width: 6 },
      ],
    ],
  ])('begins anew over %s, where its structure is another', (_name, featureShape, parent, others) => {
    const rows = { ...data, featureShape };
    const request = packOf([parent], { data: rows, seed, checkpoints: true, epochs: 4 });
    const { checkpoint = new Uint8Array() } = completed(train(request)[0]);
    const begun = (candidate: Candidate) =>
      startRunner(
        { trialId: 'heir', candidate, epochs: 8, inherits: { candidate: parent, checkpoint, from: 4 } },
        rows,
        seed,
      ).state.parameters;
    const alone = (candidate: Candidate) =>
      startRunner({ trialId: 'alone', candidate, epochs: 8 }, rows, seed).state.parameters;
    for (const other of others) {
      expect(begun({ ...parent, ...other })).toEqual(alone({ ...parent, ...other }));
    }
    expect(begun({ ...parent, learningRate: 0.5 })).not.toEqual(alone(parent));
  });

  it('of any other structure learns on from what fits', () => {
    const { checkpoint } = trained(base);
    const changes: Candidate[][] = [
      [{ 'width.2': 4 }, { depth: 1 }, { depth: 0 }, { activation: 'tanh' }, { residual: true }, { optimizer: 'sgd' }],
      [{ normalisation: 'batch' }],
      [{ normalisation: 'layer', depth: 3 }],
    ];
    for (const pack of changes) {
      const trials = pack.map((change, at) => ({
        trialId: `heir-${at}`,
        candidate: { ...base, ...change },
        epochs: 8,
        inherits: { candidate: base, checkpoint, from: 4 },
      }));
      for (const outcome of train({ ...packOf([], { data, seed }), trials })) {
        const { trainingLoss } = completed(outcome).curve;
        expect(trainingLoss).toHaveLength(8);
        expect(trainingLoss[7]).toBeLessThan(trainingLoss[4] ?? 0);
      }
    }
  });
});

describe('a refit by lineage', () => {
  useEngine();
  const first: Candidate = { ...base, learningRate: 0.02, normalisation: 'batch', dropout: 0.1 };
  const second: Candidate = { ...first, learningRate: 0.004 };
  const third: Candidate = { ...second, 'width.2': 9 };

  it('has the weights of the trial itself, where it sees the same rows', () => {
    let { checkpoint } = trained(first, { epochs: 3, fullEpochs: 9 });
    const heirs = [
      { candidate: second, epochs: 6, parent: first },
      { candidate: third, epochs: 9, parent: second },
    ];
    for (const { candidate, epochs, parent } of heirs) {
      const trial = {
        trialId: 'heir',
        candidate,
        epochs,
        inherits: { candidate: parent, checkpoint, from: epochs - 3 },
      };
      const request = { ...packOf([], { data, seed, checkpoints: true, fullEpochs: 9 }), trials: [trial] };
      checkpoint = completed(train(request)[0]).checkpoint ?? new Uint8Array();
    }
    const refitted = fit({
      data,
      candidate: third,
      epochs: 9,
      ancestors: [
        { candidate: first, epochs: 3, heirFrom: 3 },
        { candidate: second, epochs: 6, heirFrom: 6 },
      ],
      fullEpochs: 9,
      seed,
    });
    const { parameters, state } = stateOf(third, checkpoint);
    expect(refitted.state.parameters).toEqual(parameters);
    expect(refitted.state.state).toEqual(state);
  });

  it('goes on from the best epoch of an ancestor that had ended early', () => {
    const parent = { ...base, learningRate: 0.3 };
    const { checkpoint, outcome } = trained(parent, { epochs: 30, earlyStopping: 2, fullEpochs: 40 });
    const inherits = { candidate: parent, checkpoint, from: 30 };
    const trial = { trialId: 'heir', candidate: base, epochs: 33, inherits };
    const request = { ...packOf([], { data, seed, checkpoints: true, fullEpochs: 40 }), trials: [trial] };
    const heir = completed(train(request)[0]);
    const refitted = fit({
      data,
      candidate: base,
      epochs: 33,
      ancestors: [{ candidate: parent, epochs: outcome.bestEpoch, heirFrom: 30 }],
      fullEpochs: 40,
      seed,
    });
    expect(refitted.state.parameters).toEqual(stateOf(base, heir.checkpoint).parameters);
  });
});
