import { fail, failInputSchema } from '../shared/steps/fail.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { stepContext } from './world/step-context.ts';

const context = stepContext(openStore(readEnvironment().STORE));

/** {searchId, error: {Error, Cause}} → {notice: {subject, message, events: ['failed']}} */
export const handler = handle((event) => fail(parseInput(failInputSchema, event), context));
