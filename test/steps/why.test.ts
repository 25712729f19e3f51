import { expect, it } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import { type SearchSpace, sampleCandidate } from '../../shared/search-space.ts';
import { leaderboardOf } from '../../shared/steps/leaderboard.ts';
import { whyOf } from '../../shared/steps/why.ts';
import { whySchema } from '../../shared/why.ts';
import { observed } from '../shared/why/history.ts';

const wide: SearchSpace = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [`width.${index + 1}`, { type: 'integer', low: 1, high: 1000 }]),
);

/** A search whose every candidate was made from the one before, with relaxations over long lists of options. */
function longSearch(candidates: number) {
  const random = createRandom('why');
  const options = Array.from({ length: 1000 }, (_, value) => ({ value, probability: 0.001 }));
  const choices = Object.fromEntries(Object.keys(wide).map((name) => [name, options]));
  const relaxations = Array.from({ length: 20 }, (_, index) =>
    observed(`relaxation ${index}`, {
      relax: { kind: 'structure', choices: {}, secondOrder: false, sampled: true, restart: index, trials: 1 },
      relaxed: { derived: [], trace: { kind: 'structure', choices, loss: [] } },
    }),
  );
  const tried = Array.from({ length: candidates }, (_, index) =>
    observed(`${index}`, {
      candidate: sampleCandidate(wide, random),
      score: random.next(),
      origin: { strategy: `strategy ${index % 50}`, ...(index === 0 ? {} : { parent: `${index - 1}` }) },
    }),
  );
  return [...relaxations, ...tried];
}

it('stays small, whatever the search', () => {
  const history = longSearch(2000);
  const leaderboard = leaderboardOf(history.slice(20), 'accuracy');
  const why = whyOf({ space: wide, seed: 1 }, history, { ...leaderboard, winner: '1999' });
  expect(whySchema.parse(JSON.parse(JSON.stringify(why))).relaxations?.supernets).toHaveLength(8);
  expect(JSON.stringify(why).length).toBeLessThan(100_000);
});

it('takes what diverged for worse than any score, and a lost machine for nothing', () => {
  const space: SearchSpace = {
    rate: { type: 'logUniform', low: 1e-4, high: 1 },
    width: { type: 'ordinal', values: [8, 16, 32] },
  };
  const random = createRandom('why');
  const drawn = Array.from({ length: 60 }, () => sampleCandidate(space, random));
  const historyWith = (reason: 'diverged' | 'lost') =>
    drawn.map((candidate, index) =>
      Number(candidate.rate) > 0.01
        ? observed(`${index}`, { candidate, state: 'failed', reason })
        : observed(`${index}`, { candidate, score: 0.9, loss: 0.1 }),
    );
  const importanceIn = (reason: 'diverged' | 'lost') => {
    const history = historyWith(reason);
    return whyOf({ space, seed: 1 }, history, { ...leaderboardOf(history, 'accuracy'), winner: '0' }).importance;
  };
  const found = importanceIn('diverged');
  expect(found?.candidates).toBe(60);
  expect(found?.parameters[0]).toMatchObject({ name: 'rate', share: 1 });
  // Those with a score all have the same one.
  expect(importanceIn('lost')).toBeUndefined();
});
