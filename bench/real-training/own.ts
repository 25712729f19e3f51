import { search } from '../../index.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { readSealedRows, readTrainingData } from '../../shared/steps/training-data.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { openStore } from '../../storage/index.ts';
import type { Searched } from './side.ts';

/** The rows as our search divided and encoded them: what the peers get. */
export interface Split {
  /** Its training and validation rows. */
  readonly fold: TrainingData;
  /** All rows but the sealed ones. */
  readonly refit: TrainingData;
  readonly sealed: { readonly features: Float32Array; readonly targets: Float32Array };
}

/** Searches as a user of the library would. The clock starts at the call. */
export async function searchOurs(
  spec: SpecInput,
  store: string,
): Promise<{ readonly searched: Searched; readonly split: Split; readonly candidates: number }> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const trials: [number, number][] = [];
  const { verdict } = await search({
    spec,
    store,
    onEvent(event) {
      if (event.type === 'pack-done' && event.best !== undefined) trials.push([elapsed(), event.best]);
    },
  });
  const seconds = elapsed();
  const keys = searchKeys(verdict.searchId);
  const { completed, stopped } = verdict.candidates;
  return {
    searched: { trials, test: verdict.test.value, seconds },
    split: {
      fold: await readTrainingData(openStore(store), keys.fold(0)),
      refit: await readTrainingData(openStore(store), keys.refit),
      sealed: await readSealedRows(openStore(store), keys.sealed),
    },
    candidates: completed + stopped,
  };
}
