import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { keepEngine } from '../shared/steps/engine.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { train, trainInputSchema } from '../shared/steps/train.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment, required } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { metrics } from './world/log.ts';
import { nearTheEnd } from './world/near-the-end.ts';
import { stepContext } from './world/step-context.ts';
import { trainerOf } from './world/trainer.ts';

const environment = readEnvironment();
const store = openStore(environment.STORE);
const place = required('DEPLOYMENT', environment.DEPLOYMENT).tiers.lambda;

/** {searchId, round, pack} → {round, pack, completed, failed, best?, paused} */
export const handler = handle(async (event, { awsRequestId, getRemainingTimeInMillis }) => {
  const input = parseInput(trainInputSchema, event);
  const call = { id: awsRequestId, place, mustEnd: nearTheEnd(getRemainingTimeInMillis) };
  await keepEngine(store, input.searchId, environment.ENGINE);
  const startedAt = Date.now();
  try {
    return await train(input, { ...stepContext(store), trainer: await trainerOf(environment.ENGINE), call });
  } finally {
    metrics.addMetric('TrainSeconds', MetricUnit.Seconds, (Date.now() - startedAt) / 1000);
  }
});
