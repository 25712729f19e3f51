/** Our strategies asked and told by lines of JSON, as bench/peers/strategy_peer.py is: see proposer.ts. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Candidate, candidateId, candidateSchema } from '../../shared/candidate.ts';
import { createRandom } from '../../shared/random.ts';
import { searchSpaceSchema } from '../../shared/search-space.ts';
import { strategyNameSchema } from '../../shared/spec.ts';
import { strategies } from '../../shared/strategies/index.ts';
import type { Observation } from '../../shared/trial.ts';
import type { Answer } from './proposer.ts';

const beginSchema = z.object({
  strategy: strategyNameSchema,
  seed: z.int(),
  space: searchSpaceSchema,
  maximise: z.boolean(),
  trials: z.int().min(1),
  history: z.array(z.object({ candidate: candidateSchema, value: z.number() })).default([]),
});
const requestSchema = z.union([
  z.object({ begin: beginSchema, ask: z.int() }),
  z.object({ tell: z.array(z.number()), ask: z.int() }),
]);

/** All trials are of one budget. */
const epochs = 100;

type Ask = (told: readonly number[], count: number) => Answer;

function begin({ strategy, seed, space, maximise, trials, history: known }: z.infer<typeof beginSchema>): Ask {
  const history: Observation[] = known.map(({ candidate, value }) => ({
    ...observed(candidate, { round: 0 }),
    score: value,
  }));
  let asked: Observation[] = [];
  let round = known.length === 0 ? 0 : 1;
  return (told, count) => {
    history.push(...asked.map((observation, at) => ({ ...observation, score: told[at] })));
    const started = performance.now();
    const proposals = strategies[strategy]({
      space,
      history,
      maximise,
      minimise: [],
      epochs,
      count,
      remaining: trials - history.length,
      admits: () => true,
      random: createRandom(`${seed}/${round}`),
    });
    const seconds = (performance.now() - started) / 1000;
    asked = proposals.map(({ candidate, origin }) => observed(candidate, { round, origin }));
    round++;
    return { candidates: proposals.map(({ candidate }) => candidate), seconds };
  };
}

const observed = (candidate: Candidate, more: Pick<Observation, 'round' | 'origin'>): Observation => ({
  candidateId: candidateId(candidate),
  candidate,
  epochs,
  state: 'completed',
  loss: 0,
  trials: [],
  ...more,
});

let ask: Ask | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const request = requestSchema.parse(JSON.parse(line));
  if ('begin' in request) ask = begin(request.begin);
  if (ask === undefined) throw new Error('Nothing has begun');
  console.log(JSON.stringify(ask('tell' in request ? request.tell : [], request.ask)));
}
