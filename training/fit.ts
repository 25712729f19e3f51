import { SearchError } from '../shared/errors.ts';
import type { Trainer, TrainingData } from '../shared/trainer.ts';
import { inherit } from './packed/inherit.ts';
import { createPackProgram, type PackTensors } from './packed/program.ts';
import { type Runner, startRunner, trainEpoch, withTensors } from './packed/train-pack.ts';

/**
 * Trains the ancestors one after the other and then the candidate, each from what the one before has learnt, and gives the last.
 * Throws SearchError SearchFailed when training diverges.
 */
export const fit = (request: Parameters<Trainer['fit']>[0]): Runner =>
  withTensors(request.data, (tensors) => {
    const { data, candidate, epochs, ancestors = [], seed } = request;
    let fitted: Runner | undefined;
    let from = 0;
    for (const { heirFrom, ...stage } of [...ancestors, { candidate, epochs, heirFrom: epochs }]) {
      const alone = startRunner({ trialId: 'fit', ...stage }, data, seed);
      const runner =
        fitted === undefined ? alone : { ...alone, state: inherit(fitted, alone.network, alone.state, from) };
      fitAlone(runner, tensors, request);
      // Where its trial had ended early, its heir had begun with its best numbers.
      const { state } = runner;
      if (stage.epochs < heirFrom) {
        Object.assign(state, { finished: true, bestParameters: state.parameters, bestState: state.state });
      }
      fitted = runner;
      from = heirFrom;
    }
    return fitted as Runner;
  });

/** Trains a runner alone, from where it stands until it has all its epochs. */
function fitAlone(
  runner: Runner,
  tensors: PackTensors,
  { data, fullEpochs, seed }: { data: TrainingData; fullEpochs: number; seed: number },
): void {
  const { network, state, trial } = runner;
  const program = createPackProgram([network], tensors, seed);
  try {
    program.load([state]);
    for (let epoch = state.epochs + 1; epoch <= trial.epochs; epoch++) {
      const [loss = Number.NaN] = trainEpoch(program, [runner], epoch, { training: data.training, seed, fullEpochs });
      if (!Number.isFinite(loss)) {
        throw new SearchError('SearchFailed', `Training on all rows diverged in epoch ${epoch}`);
      }
    }
    program.store([state]);
  } finally {
    program.dispose();
  }
}
