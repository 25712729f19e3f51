import { createRandom } from '../../shared/random.ts';
import type { ReportData } from '../../shared/result.ts';
import type { SearchSpace } from '../../shared/search-space.ts';
import { whyOf } from '../../shared/steps/why.ts';
import type { Observation } from '../../shared/trial.ts';
import { reportFixture } from './report-fixture.ts';

const space: SearchSpace = {
  depth: { type: 'integer', low: 1, high: 4 },
  'width.1': { type: 'ordinal', values: [8, 16, 32, 48, 64, 96, 128, 192, 256] },
  optimizer: { type: 'choice', options: ['adam', 'adamw', 'sgd', 'rmsprop'] },
  learningRate: { type: 'logUniform', low: 1e-5, high: 1 },
};

/** The fixture with its why: the winner is a child of the second, which a supernet led to. `words`: a strategy's own. */
export function fixtureWithWhy(words = 'drawn'): ReportData {
  const data = reportFixture({ task: 'multiclass', trials: 120 });
  const [best, second] = data.leaderboard.rows;
  if (best === undefined || second === undefined) throw new RangeError('the fixture has no rows');
  const originOf = (candidateId: string): Observation['origin'] => {
    if (candidateId === best.candidateId) return { strategy: words, why: words, parent: second.candidateId };
    if (candidateId === second.candidateId) return { strategy: 'gradient', parent: 'supernet' };
    return { strategy: createRandom(candidateId).next() < 0.5 ? 'gp' : 'random' };
  };
  const supernet: Observation = {
    candidateId: 'supernet',
    candidate: second.candidate,
    epochs: 60,
    round: 0,
    state: 'completed',
    trials: ['t'],
    relax: { kind: 'structure', choices: {}, secondOrder: false, sampled: true, restart: 0, trials: 5 },
    relaxed: {
      derived: [],
      trace: {
        kind: 'structure',
        choices: {
          activation: [
            { value: words, probability: 0.25 },
            { value: 'tanh', probability: 0.75 },
          ],
        },
        loss: [1],
      },
    },
  };
  const history = data.history.map((observation) => ({ ...observation, origin: originOf(observation.candidateId) }));
  // Of a path the parent comes before its child.
  history.sort(
    (left, right) => Number(right.candidateId === second.candidateId) - Number(left.candidateId === second.candidateId),
  );
  const why = whyOf({ space, seed: 1 }, [supernet, ...history], { ...data.leaderboard, winner: best.candidateId });
  return { ...data, verdict: { ...data.verdict, expectedGain: 0.0123, why } };
}
