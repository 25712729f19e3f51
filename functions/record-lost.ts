import { readableError } from '../shared/steps/failure.ts';
import { recordLost, recordLostInputSchema } from '../shared/steps/record-lost.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { stepContext } from './world/step-context.ts';

const context = stepContext(openStore(readEnvironment().STORE));

/** {searchId, round, pack, message} → nothing: the pack's trials without a result are failed ones now. */
export const handler = handle((event) => {
  const input = parseInput(recordLostInputSchema, event);
  return recordLost({ ...input, message: readableError({ Cause: input.message }).message }, context);
});
