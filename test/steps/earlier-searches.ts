import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { contentHash } from '../../shared/hash.ts';
import { memoryStore } from '../../storage/memory.ts';
import { fakePrepareDataset } from './fake-dataset.ts';
import { type FakeTrainerOptions, fakeTrainer } from './fake-trainer.ts';
import { type TestContext, testContext } from './run-in-memory.ts';

/** A context in a store where other searches lie, whose data is the same for every spec of its file; with what is trained. */
export function contextIn(
  store: ArtifactStore = memoryStore(),
  { engine = 'wasm', ...options }: FakeTrainerOptions = {},
): TestContext & { readonly trained: string[] } {
  const trained: string[] = [];
  const trainer = fakeTrainer({
    ...options,
    engine,
    async beforePack(request) {
      trained.push(...request.trials.map(({ trialId }) => trialId));
      await options.beforePack?.(request);
    },
  });
  return {
    ...testContext({ store, trainer }),
    engine,
    trained,
    async prepareDataset(source, settings) {
      const prepared = await fakePrepareDataset(source, settings);
      const hash = contentHash({ name: source.name, folds: settings.validation.folds });
      return { ...prepared, description: { ...prepared.description, hash } };
    },
  };
}
