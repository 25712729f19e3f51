import { describe, expect, it } from 'vitest';
import { leaderboardSchema } from '../../shared/result.ts';
import { leaderboardCsv, leaderboardOf } from '../../shared/steps/leaderboard.ts';
import type { Observation } from '../../shared/trial.ts';

const observed = (candidateId: string, epochs: number, rest: Partial<Observation> = {}): Observation => ({
  candidateId,
  candidate: { name: candidateId },
  epochs,
  round: 0,
  state: 'completed',
  loss: 0.5,
  parameters: 10,
  bestEpoch: 1,
  trials: [],
  ...rest,
});
const idsOf = (history: Observation[], metric: 'accuracy' | 'rmse' = 'accuracy'): string[] =>
  leaderboardOf(history, metric).rows.map(({ candidateId }) => candidateId);

describe('leaderboardOf', () => {
  it('ranks by score, either way round', () => {
    const history = [
      observed('a', 9, { score: 0.5 }),
      observed('b', 9, { score: 0.7 }),
      observed('c', 9, { score: 0.6 }),
    ];
    expect(idsOf(history)).toEqual(['b', 'c', 'a']);
    expect(idsOf(history, 'rmse')).toEqual(['a', 'c', 'b']);
  });

  it('breaks ties by loss, then size, then id', () => {
    const tied = { score: 0.5 };
    const history = [
      observed('d', 9, tied),
      observed('c', 9, tied),
      observed('b', 9, { ...tied, parameters: 5 }),
      observed('a', 9, { ...tied, loss: 0.1, parameters: 99 }),
    ];
    expect(idsOf(history)).toEqual(['a', 'b', 'c', 'd']);
    expect(idsOf(history.toReversed())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('shows a candidate at its largest budget, and never ranks a smaller budget above', () => {
    const history = [
      observed('small', 3, { score: 0.99 }),
      observed('large', 3, { score: 0.9 }),
      observed('large', 9, { score: 0.8 }),
      observed('small', 3, { state: 'stopped' }),
    ];
    const { rows } = leaderboardOf(history, 'accuracy');
    expect(rows).toMatchObject([
      { rank: 1, candidateId: 'large', score: 0.8, epochs: 9 },
      { rank: 2, candidateId: 'small', score: 0.99, epochs: 3 },
    ]);
  });

  it('lists those without a score apart, unless they had one before', () => {
    const failed = { state: 'failed', reason: 'diverged', score: undefined } as const;
    const history = [observed('a', 3, failed), observed('b', 3, { score: 0.5 }), observed('b', 9, failed)];
    const leaderboard = leaderboardSchema.parse(leaderboardOf(history, 'accuracy'));
    expect(leaderboard.failed).toEqual([{ candidateId: 'a', reason: 'diverged', candidate: { name: 'a' } }]);
    expect(leaderboard.rows.map(({ candidateId, epochs }) => [candidateId, epochs])).toEqual([['b', 3]]);
  });
});

it('writes CSV with a column a hyperparameter, quoted where needed', () => {
  const history = [
    observed('a', 9, { score: 0.5, candidate: { width: 4, note: 'a, "b"' } }),
    observed('b', 9, { score: 0.4, deviation: 0.1, candidate: { width: 8, constructor: true } }),
  ];
  expect(leaderboardCsv(leaderboardOf(history, 'accuracy'), ['width', 'note', 'constructor'])).toBe(
    [
      'rank,candidateId,score,deviation,loss,epochs,bestEpoch,parameters,width,note,constructor',
      '1,a,0.5,,0.5,9,1,10,4,"a, ""b""",',
      '2,b,0.4,0.1,0.5,9,1,10,8,,true',
      '',
    ].join('\n'),
  );
});
