import { plan, planInputSchema } from '../shared/steps/plan.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment, required } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { stepContext } from './world/step-context.ts';

const environment = readEnvironment();
const context = {
  ...stepContext(openStore(environment.STORE)),
  deployment: required('DEPLOYMENT', environment.DEPLOYMENT),
};

/** {searchId, round} → {searchId, round, packs, done} */
export const handler = handle((event) => plan(parseInput(planInputSchema, event), context));
