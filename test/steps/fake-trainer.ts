import { type Candidate, candidateId } from '../../shared/candidate.ts';
import { SearchError } from '../../shared/errors.ts';
import { createRandom } from '../../shared/random.ts';
import type { PackedTrial, PackRequest, SavedModel, Trainer, TrialOutcome } from '../../shared/trainer.ts';

/** A candidate's score is a function of candidate, epochs, seed and fold: as of a real trainer, without the work. */
function train({ trialId, candidate, epochs, checkpoint, inherits }: PackedTrial, request: PackRequest): TrialOutcome {
  const { data, seed, checkpoints } = request;
  if (candidate.mood === 'diverges')
    return { trialId, state: 'failed', reason: 'diverged', message: 'The loss is NaN' };
  if (candidate.mood === 'hasNoScore') return completed(trialId, Number.NaN, epochs, false, candidate);
  if (checkpoint !== undefined) checkCheckpoint(checkpoint, candidate, epochs);
  if (inherits !== undefined) checkCheckpoint(inherits.checkpoint, inherits.candidate, epochs + 1);
  const quality = createRandom(`${candidateId(candidate)}/${seed}`).next();
  const learned = quality * (1 - Math.exp(-epochs / 10)) + (data.validation[0] ?? 0) / 1000;
  // Two digits: small data has many ties.
  return completed(trialId, Math.round(100 * learned) / 100, epochs, checkpoints, candidate);
}

function completed(
  trialId: string,
  score: number,
  epochs: number,
  checkpoints: boolean,
  candidate: Candidate,
): TrialOutcome {
  const loss = 1 - score;
  const curve = Array.from({ length: epochs }, (_, epoch) => loss + 1 / (epoch + 1));
  return {
    trialId,
    state: 'completed',
    score,
    loss,
    metrics: { accuracy: score, logLikelihood: -loss },
    bestEpoch: Math.max(1, epochs - 1),
    epochs,
    parameters: Number(candidate.width ?? 1) * 7,
    curve: { trainingLoss: curve, validationLoss: curve, validationScore: curve.map((value) => 1 - value) },
    checkpoint: checkpoints
      ? new TextEncoder().encode(JSON.stringify({ id: candidateId(candidate), epochs }))
      : undefined,
  };
}

function checkCheckpoint(checkpoint: Uint8Array, candidate: Candidate, epochs: number): void {
  const { id, epochs: from } = JSON.parse(new TextDecoder().decode(checkpoint)) as { id: string; epochs: number };
  if (id !== candidateId(candidate) || from >= epochs) throw new Error(`The checkpoint is ${id}'s at ${from} epochs`);
}

const snapshotOf = ({ trials }: PackRequest, epoch: number): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ epoch, ids: trials.map(({ trialId }) => trialId) }));

/** The epoch that the request goes on from. */
function epochOf({ snapshot, trials }: PackRequest): number {
  if (snapshot === undefined) return 0;
  const { epoch, ids } = JSON.parse(new TextDecoder().decode(snapshot)) as { epoch: number; ids: string[] };
  if (ids.join() !== trials.map(({ trialId }) => trialId).join()) throw new Error('The snapshot is of another pack');
  return epoch;
}

export interface FakeTrainerOptions {
  readonly engine?: Trainer['engine'];
  /** Called before a pack is trained. */
  readonly beforePack?: (request: PackRequest) => void | Promise<void>;
  /** Candidates whose refit diverges. */
  readonly refitDiverges?: (candidate: Candidate) => boolean;
}

export function fakeTrainer(options: FakeTrainerOptions = {}): Trainer {
  const { engine = 'wasm', beforePack = () => undefined, refitDiverges = () => false } = options;
  return {
    engine,
    relax: async ({ trials }) =>
      trials.map(({ trialId, candidate }) => ({
        trialId,
        state: 'relaxed',
        relaxed: { derived: [{ candidate }], trace: { kind: 'parameters', values: {}, loss: [] } },
      })),
    async trainPack(request, watch) {
      await beforePack(request);
      const [epochs = 1] = request.trials.map((trial) => trial.epochs);
      for (let epoch = 1 + epochOf(request); epoch < epochs; epoch++) {
        const control = await watch?.onEpoch({ epoch, epochs, ended: 0 });
        if (control === 'pause') return { state: 'paused', snapshot: snapshotOf(request, epoch) };
        if (control === 'save') await watch?.onSave(snapshotOf(request, epoch));
      }
      // Completed in another order than asked for: nothing may rely on it.
      return { state: 'done', outcomes: request.trials.map((trial) => train(trial, request)).toReversed() };
    },
    async fit({ candidate, epochs, data }) {
      if (refitDiverges(candidate)) throw new SearchError('SearchFailed', `Diverged after ${epochs} epochs`);
      const weights = Float32Array.of(epochs, Number(candidate.width ?? 1), data.outputs);
      return { modelJson: '{"fake":true}', weights: new Uint8Array(weights.buffer), parameters: 3 };
    },
    async predict(model: SavedModel, features: Float32Array, rows: number) {
      const outputs = new Float32Array(Uint8Array.from(model.weights).buffer)[2] ?? 1;
      const width = features.length / rows;
      return Float32Array.from({ length: rows * outputs }, (_, at) => {
        const first = features[Math.floor(at / outputs) * width] ?? 0;
        if (outputs === 1) return first;
        return Math.round(first) === at % outputs ? 0.8 : 0.2 / (outputs - 1);
      });
    },
  };
}
