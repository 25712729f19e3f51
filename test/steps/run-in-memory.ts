import type { ArtifactStore } from '../../shared/artifact-store.ts';
import type { Verdict } from '../../shared/result.ts';
import { type SpecInput, specSchema } from '../../shared/spec.ts';
import { collect } from '../../shared/steps/collect.ts';
import type { PrepareContext, PublishContext, SearchEvent } from '../../shared/steps/context.ts';
import { plan } from '../../shared/steps/plan.ts';
import { prepare } from '../../shared/steps/prepare.ts';
import { publish } from '../../shared/steps/publish.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { train } from '../../shared/steps/train.ts';
import type { Trainer } from '../../shared/trainer.ts';
import { memoryStore } from '../../storage/memory.ts';
import { fakeEncodeRows, fakePrepareDataset, textSource } from './fake-dataset.ts';
import { fakeTrainer } from './fake-trainer.ts';

export const searchId = '20260101-000000-test';

const smallSpace: SpecInput['space'] = {
  width: { type: 'integer', low: 1, high: 64 },
  rate: { type: 'logUniform', low: 0.001, high: 1 },
};

/** Not `parseSpec`: the fake trainer's parameters are not those of a network. */
export const specOf = (input: Partial<SpecInput> = {}) =>
  specSchema.parse({
    dataset: 'flowers.csv',
    // Most tests are of rounds and packs, and count what is in them.
    strategy: 'random',
    space: smallSpace,
    ...input,
    budget: { trials: 20, epochs: 9, ...input.budget },
  });

export interface TestContext extends PrepareContext, PublishContext {
  readonly events: SearchEvent[];
}

export function testContext({
  store = memoryStore(),
  trainer = fakeTrainer(),
  now = () => 0,
}: {
  store?: ArtifactStore;
  trainer?: Trainer;
  now?: () => number;
} = {}): TestContext {
  const events: SearchEvent[] = [];
  return {
    store,
    trainer,
    now,
    events,
    emit: (event) => void events.push(event),
    openSource: async (name) => textSource(name, 'a,b,species'),
    prepareDataset: fakePrepareDataset,
    encodeRows: fakeEncodeRows,
    render: {
      report: async ({ title, curves }) => `<h1>${title}</h1> ${curves.length}`,
      modelCard: ({ verdict }) => `# ${verdict.searchId}`,
    },
  };
}

/** A search that is begun and prepared. */
export async function prepareInMemory(input: Partial<SpecInput>, context: TestContext, id = searchId): Promise<void> {
  await writeSpec(context.store, id, specOf(input));
  await prepare({ searchId: id }, context);
}

/** The whole search, step by step. */
export async function runInMemory(input: Partial<SpecInput>, context: TestContext, id = searchId): Promise<Verdict> {
  await prepareInMemory(input, context, id);
  for (let round = 0; ; round++) {
    const { packs, done } = await plan({ searchId: id, round }, context);
    // Last pack first: the order in which packs are done must not matter.
    for (let pack = packs - 1; pack >= 0; pack--) await train({ searchId: id, round, pack }, context);
    await collect({ searchId: id, round }, context);
    if (done) return publish({ searchId: id, round }, context);
  }
}

export const textAt = async (store: ArtifactStore, key: string): Promise<string> =>
  new TextDecoder().decode((await store.read(key)) ?? new Uint8Array());
