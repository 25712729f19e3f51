import { collect, collectInputSchema } from '../shared/steps/collect.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { countRound } from './world/round-metrics.ts';
import { stepContext } from './world/step-context.ts';

const store = openStore(readEnvironment().STORE);
const context = stepContext(store);

/** {searchId, round} → {searchId, round, nextRound, observed, failed, best?} */
export const handler = handle(async (event) => {
  const input = parseInput(collectInputSchema, event);
  const collected = await collect(input, context);
  await countRound(store, input);
  return collected;
});
