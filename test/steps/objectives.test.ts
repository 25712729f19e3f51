import { describe, expect, it } from 'vitest';
import { dominates } from '../../shared/objectives/dominance.ts';
import { leaderboardSchema, verdictSchema } from '../../shared/result.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { addCandidates } from '../../shared/steps/added.ts';
import { endingOf } from '../../shared/steps/endings.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { planRound } from '../../shared/steps/plan.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import type { Observation } from '../../shared/trial.ts';
import { fakeTrainer } from './fake-trainer.ts';
import { prepareInMemory, runInMemory, searchId, testContext, textAt } from './run-in-memory.ts';

/** Of 2 features and 3 classes: (3·w + 3 (w + 1)) · 4 = 24 w + 12 bytes. */
const bytesOf = (width: unknown): number => 24 * Number(width) + 12;
const keys = searchKeys(searchId);

async function search(input: Partial<SpecInput>, trainer = fakeTrainer()) {
  const context = testContext({ trainer });
  const verdict = verdictSchema.parse(await runInMemory(input, context));
  const text = await textAt(context.store, keys.leaderboard);
  const csv = await textAt(context.store, keys.leaderboardCsv);
  return { verdict, text, csv, ...leaderboardSchema.parse(JSON.parse(text)) };
}

describe('a search for score and bytes', () => {
  const spec: Partial<SpecInput> = { objectives: ['score', 'bytes'], budget: { trials: 60, roundTrials: 20 } };

  it('keeps the front, tells its hypervolume and refits the knee', async () => {
    const { rows, verdict } = await search(spec);
    for (const { candidate, costs } of rows) expect(costs).toEqual({ bytes: bytesOf(candidate.width) });
    const point = ({ score, costs }: (typeof rows)[number]) => [-score, costs?.bytes ?? 0];
    const front = rows.filter(({ onFront }) => onFront);
    for (const row of rows) {
      const beaten = rows.some((other) => dominates(point(other), point(row)));
      if (row.onFront) expect(beaten).toBe(false);
      else expect(beaten || front.some((other) => point(other).join() === point(row).join())).toBe(true);
    }
    expect(front.length).toBeGreaterThan(2);
    const { choice, winner } = verdict;
    expect(choice?.front?.candidates.map(({ candidateId }) => candidateId)).toEqual(
      front.map(({ candidateId }) => candidateId),
    );
    expect(choice?.front?.hypervolume).toBeGreaterThan(0);
    expect(choice).toMatchObject({ by: 'the knee of the front', costs: { bytes: bytesOf(winner.candidate.width) } });
    expect(front.map(({ candidateId }) => candidateId)).toContain(winner.candidateId);
  });

  it('gives the same file from the same seed, and columns in the CSV', async () => {
    const [one, other] = [await search(spec), await search(spec)];
    expect(one.text).toBe(other.text);
    const [head = '', first = ''] = one.csv.split('\n');
    expect(head).toBe('rank,candidateId,score,deviation,loss,epochs,bestEpoch,parameters,bytes,onFront,width,rate');
    const cells = first.split(',');
    expect(Number(cells[8])).toBe(bytesOf(cells[10]));
    expect(cells[9]).toBe('true');
  });

  it('chooses by weights, and passes over what cannot be fitted', async () => {
    const score = await search({ ...spec, weights: { score: 1, bytes: 0 } });
    expect(score.verdict.winner.candidateId).toBe(score.rows[0]?.candidateId);
    const small = await search({ ...spec, weights: { score: 0, bytes: 1 } });
    const smallest = Math.min(...small.rows.map(({ costs }) => costs?.bytes ?? Number.NaN));
    expect(small.verdict.choice?.costs.bytes).toBe(smallest);
    const { winner } = score.verdict;
    const other = await search(
      { ...spec, weights: { score: 1, bytes: 0 } },
      fakeTrainer({
        refitDiverges: ({ width, rate }) => width === winner.candidate.width && rate === winner.candidate.rate,
      }),
    );
    const onFront = score.verdict.choice?.front?.candidates ?? [];
    expect(other.verdict.winner.candidateId).toBe(onFront[1]?.candidateId);
  });

  it.each(['median', 'halving'] as const)('works with %s', async (rule) => {
    const { rows, verdict } = await search({ ...spec, stopping: { rule } });
    const top = rows.filter(({ epochs }) => epochs === 9);
    expect(top.length).toBeLessThan(60);
    expect(rows.filter(({ onFront }) => onFront).every(({ epochs }) => epochs === 9)).toBe(true);
    expect(verdict.winner.candidateId).not.toBe('');
  });
});

describe('constraints', () => {
  it('on a cost hold for every candidate', async () => {
    const { rows, verdict } = await search({ constraints: ['bytes <= 300'] });
    expect(rows).toHaveLength(20);
    for (const { candidate, breaks } of rows) {
      expect(bytesOf(candidate.width)).toBeLessThanOrEqual(300);
      expect(breaks).toBeUndefined();
    }
    expect(verdict.winner.candidateId).toBe(rows[0]?.candidateId);
    expect(verdict.choice).toMatchObject({ by: 'the best score among those that keep bytes <= 300' });
    expect(verdict.choice?.front).toBeUndefined();
  });

  it('on the score rule the choice, and are told where none keeps them', async () => {
    const bound = await search({ objectives: ['score', 'bytes'], constraints: ['score >= 0.4'] });
    expect(bound.verdict.winner.validationScore).toBeGreaterThanOrEqual(0.4);
    const low = bound.rows.filter(({ score }) => score < 0.4);
    expect(low.length).toBeGreaterThan(0);
    for (const { breaks, onFront } of low) expect([breaks, onFront]).toEqual([['score >= 0.4'], false]);
    const none = await search({ constraints: ['score >= 2'] });
    expect(none.verdict.winner.candidateId).toBe(none.rows[0]?.candidateId);
    expect(none.verdict.choice?.by).toBe('the best score; no candidate keeps score >= 2');
  });

  it.each(['random', 'gp', 'evolution', 'nsga2', 'greedy', 'cmaes'] as const)(
    'that one candidate in a thousand keeps are met by %s',
    async (strategy) => {
      const context = testContext();
      const space: SpecInput['space'] = {
        width: { type: 'integer', low: 1, high: 10_000 },
        rate: { type: 'logUniform', low: 0.001, high: 1 },
      };
      await prepareInMemory({ strategy, space, constraints: [`bytes <= ${bytesOf(10)}`] }, context);
      const { trials } = planRound(await readPreparedSearch(context.store, searchId), [], 0);
      expect(trials).toHaveLength(20);
      for (const { candidate } of trials) expect(candidate.width).toBeLessThanOrEqual(10);
    },
  );

  it('that nothing keeps are an error with the smallest seen', async () => {
    await expect(search({ constraints: ['bytes <= 20'] })).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: `No candidate of the space keeps bytes <= 20, and the smallest seen has ${bytesOf(1)}`,
      wayOut: 'Loosen the constraint, or have the space hold networks that keep it',
    });
  });

  it('end the search where nothing else keeps them', async () => {
    const space: SpecInput['space'] = { width: { type: 'integer', low: 1, high: 64 } };
    const { rows, verdict } = await search({ space, constraints: [`bytes <= ${bytesOf(3)}`] });
    expect(rows).toHaveLength(3);
    expect(verdict.endedBecause).toBe('the space has no more than 3 candidates that keep the constraints');
  });

  it("refuse the user's own candidates, in the spec and by hand", async () => {
    const wide = { width: 64, rate: 0.1 };
    const expected = {
      name: 'InvalidSpec',
      message: expect.stringContaining('has 1548 bytes; the constraint is bytes <= 300'),
    };
    await expect(search({ constraints: ['bytes <= 300'], candidates: [wide] })).rejects.toMatchObject(expected);
    const context = testContext();
    await prepareInMemory({ constraints: ['bytes <= 300'] }, context);
    await expect(addCandidates(context.store, searchId, [wide])).rejects.toMatchObject(expected);
  });
});

describe('endings', () => {
  let number = 0;
  const scored = (score: number, bytes: number, round: number): Observation => ({
    candidateId: `c${number++}`,
    candidate: {},
    epochs: 9,
    round,
    state: 'completed',
    score,
    loss: 1,
    costs: { bytes },
    trials: [],
  });
  const endsBecause = async (input: Partial<SpecInput>, history: Observation[]) => {
    const context = testContext();
    await prepareInMemory(input, context);
    const { settings } = await readPreparedSearch(context.store, searchId);
    return endingOf(settings, history, { now: 0, deadline: Infinity });
  };

  it('count rounds without a better front', async () => {
    const spec: Partial<SpecInput> = { objectives: ['score', 'bytes'], budget: { patience: 1 } };
    const first = scored(0.9, 100, 0);
    expect(await endsBecause(spec, [first, scored(0.5, 50, 1)])).toBeUndefined();
    const over = '1 round brought no better front';
    expect(await endsBecause(spec, [first, scored(0.8, 100, 1)])).toBe(over);
    expect(await endsBecause(spec, [first, { ...scored(0.9, 100, 1), loss: 0 }])).toBe(over);
  });

  it('reach the target score by what keeps the constraints', async () => {
    const spec: Partial<SpecInput> = { constraints: ['bytes <= 50'], budget: { targetScore: 0.8 } };
    expect(await endsBecause(spec, [scored(0.9, 100, 0), scored(0.7, 50, 0)])).toBeUndefined();
    expect(await endsBecause(spec, [scored(0.8, 50, 0)])).toBe('the target score of 0.8 was reached');
  });
});
