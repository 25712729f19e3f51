import { type Candidate, candidateId } from '../../shared/candidate.ts';
import type { Deployment, Place } from '../../shared/compute.ts';
import { engineFactor, secondsOn } from '../../shared/money/choose-tier.ts';
import { countParameters, networkOf } from '../../shared/network.ts';
import type { Packable } from '../../shared/packing/outline.ts';
import { predictPack } from '../../shared/packing.ts';
import { createRandom } from '../../shared/random.ts';
import type { PackedTrial, PackRequest, Trainer, TrainingData, TrialOutcome } from '../../shared/trainer.ts';
import type { Call } from './functions.ts';

/** How a made-up candidate learns. */
interface Talent {
  readonly diverges: boolean;
  /** Score in the end, and epochs until most of it is learned. */
  readonly best: number;
  readonly pace: number;
}

/** A good learning rate helps and the rest is luck: scores spread as those of real candidates do. */
function talentOf(candidate: Candidate, seed: number): Talent {
  const random = createRandom(`${seed}/${candidateId(candidate)}`);
  const rate = Number(candidate.learningRate ?? 0.005);
  const off = Math.abs(Math.log10(rate / 0.006));
  return {
    diverges: random.next() < 0.01,
    best: 0.97 - 0.08 * off - Math.abs(0.04 * random.normal()),
    pace: 3 + 20 * random.next(),
  };
}

/** As the real ones: six significant digits. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** As of a network's weights, moments and best weights, with its curve: begins with the epoch, the rest are zeros. */
function checkpointAt(epochs: number, parameters: number): Uint8Array {
  const bytes = new Uint8Array(16 * parameters + 12 * epochs + 500);
  new DataView(bytes.buffer).setUint32(0, epochs);
  return bytes;
}

const epochsOf = (checkpoint: Uint8Array | undefined): number =>
  checkpoint === undefined ? 0 : new DataView(checkpoint.buffer, checkpoint.byteOffset).getUint32(0);

function outcomeOf(trial: PackedTrial, { data, seed, earlyStopping, checkpoints }: PackRequest): TrialOutcome {
  const { trialId, candidate } = trial;
  const talent = talentOf(candidate, seed);
  if (talent.diverges) return { trialId, state: 'failed', reason: 'diverged', message: 'The loss is NaN' };
  // Nothing is learned any more after six times the pace: then training stops early.
  const epochs = Math.min(trial.epochs, Math.ceil(6 * talent.pace) + (earlyStopping ?? Infinity));
  const noise = createRandom(trialId);
  const scores = Array.from({ length: epochs }, (_, epoch) =>
    rounded(Math.min(1, talent.best * (1 - 0.8 * Math.exp(-(epoch + 1) / talent.pace)) + 0.003 * noise.normal())),
  );
  const losses = scores.map((score) => rounded(1.5 * (1 - score) + 0.02));
  const best = losses.indexOf(Math.min(...losses));
  const [score = 0, loss = 0] = [scores[best], losses[best]];
  const parameters = countParameters(networkOf(candidate, data.featureShape, data.outputs));
  return {
    trialId,
    state: 'completed',
    score,
    loss,
    metrics: { accuracy: score, balancedAccuracy: score, f1: score, logLikelihood: -loss },
    bestEpoch: best + 1,
    epochs,
    parameters,
    curve: {
      trainingLoss: losses.map((value) => rounded(0.9 * value)),
      validationLoss: losses,
      validationScore: scores,
    },
    ...(checkpoints ? { checkpoint: checkpointAt(epochs, parameters) } : {}),
  };
}

const packable = ({ trialId, candidate, epochs, checkpoint }: PackedTrial): Packable => ({
  trialId,
  candidate,
  epochs,
  fromEpochs: epochsOf(checkpoint),
});

const shapeOf = ({ training, validation, featureShape, outputs }: TrainingData) => ({
  rows: training.length,
  validationRows: validation.length,
  input: featureShape,
  outputs,
});

/**
 * A trainer whose results are made up, the same for the same trial, and as long as real ones. A pack takes the time on the call's
 * clock that the cost model foretells for the deployment's engine and place.
 */
export function madeUpTrainer({ engine }: Deployment, place: Place, { clock, pretend }: Call): Trainer {
  return {
    engine,
    relax: () => Promise.reject(new Error('no relaxations at scale')),
    async trainPack(request, watch) {
      const packed = request.trials.map(packable);
      const { seconds } = pretend(() => secondsOf(request, packed, place, engineFactor[engine]));
      const epochs = Math.max(...packed.map((trial) => trial.epochs - trial.fromEpochs));
      for (let epoch = 1 + epochsOf(request.snapshot); epoch <= epochs; epoch++) {
        await clock.wait((1000 * seconds) / epochs);
        const control = epoch === epochs ? undefined : await watch?.onEpoch({ epoch, epochs, ended: 0 });
        if (control === 'pause') return { state: 'paused', snapshot: checkpointAt(epoch, 0) };
      }
      return { state: 'done', outcomes: pretend(() => request.trials.map((trial) => outcomeOf(trial, request))) };
    },
    async fit({ candidate, data }) {
      const parameters = countParameters(networkOf(candidate, data.featureShape, data.outputs));
      return { modelJson: '{}', weights: new Uint8Array(4 * parameters), parameters };
    },
    /** Of each row the class whose number is the row's: right by chance. */
    async predict(_model, _features, rows) {
      const classes = 10;
      return Float32Array.from({ length: rows * classes }, (_, at) =>
        Math.floor(at / classes) % classes === at % classes ? 0.91 : 0.01,
      );
    },
  };
}

const secondsOf = (request: PackRequest, packed: readonly Packable[], place: Place, factor: number) => ({
  seconds: secondsOn(place, predictPack(packed, shapeOf(request.data)), factor),
});
