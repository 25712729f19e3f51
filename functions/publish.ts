import { render } from '../report/render.ts';
import { keepEngine } from '../shared/steps/engine.ts';
import { noticeOf } from '../shared/steps/notice.ts';
import { publish, publishInputSchema } from '../shared/steps/publish.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { stepContext } from './world/step-context.ts';
import { trainerOf } from './world/trainer.ts';

const { STORE, ENGINE } = readEnvironment();
const store = openStore(STORE);

/** {searchId, round} → {notice: {subject, message, events}} */
export const handler = handle(async (event) => {
  const input = parseInput(publishInputSchema, event);
  await keepEngine(store, input.searchId, ENGINE);
  const verdict = await publish(input, { ...stepContext(store), trainer: await trainerOf(ENGINE), render });
  return { notice: await noticeOf(store, verdict) };
});
