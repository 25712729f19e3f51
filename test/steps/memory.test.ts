import { describe, expect, it } from 'vitest';
import { defaultDeployment } from '../../shared/compute.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { addCandidates } from '../../shared/steps/added.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { memoryFor } from '../../shared/steps/limits.ts';
import { packsFileSchema } from '../../shared/steps/packs-file.ts';
import { plan, planRound } from '../../shared/steps/plan.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import { prepareInMemory, searchId, testContext, textAt } from './run-in-memory.ts';

const space: SpecInput['space'] = {
  width: { type: 'integer', low: 1, high: 40_000 },
  depth: { type: 'constant', value: 2 },
};

async function prepared(input: Partial<SpecInput> = {}) {
  const context = testContext();
  await prepareInMemory({ space, ...input }, context);
  const search = await readPreparedSearch(context.store, searchId);
  return { context, search, needs: memoryFor(search) };
}

describe('what fits into no memory', () => {
  it.each(['random', 'gp', 'evolution', 'greedy', 'cmaes', 'auto'] as const)(
    'is not proposed by %s, and packs are no larger than what there is',
    async (strategy) => {
      const { search, needs } = await prepared({ strategy });
      const memoryMiB = needs({ width: 2000, depth: 2 });
      const { trials, packs } = planRound({ ...search, memoryMiB }, [], 0);
      expect(trials).toHaveLength(20);
      for (const { candidate } of trials) expect(candidate.width).toBeLessThanOrEqual(2000);
      // Those that need half of what there is have packs of their own.
      const half = trials.filter(({ candidate }) => Number(candidate.width) > 1500);
      for (const { id } of half) expect(packs.find((pack) => pack.trials.includes(id))?.trials).toEqual([id]);
    },
  );

  it('is an error with the numbers where that is the whole space', async () => {
    const { search } = await prepared({ space: { ...space, width: { type: 'integer', low: 20_000, high: 40_000 } } });
    expect(() => planRound({ ...search, memoryMiB: 420 }, [], 0)).toThrow(
      /^No candidate of the space fits into 420 MiB of memory, and the smallest seen needs \d+ MiB$/,
    );
  });

  it('is refused where it is a candidate of the user', async () => {
    const wide = { width: 39_000, depth: 2 };
    const { context } = await prepared({ candidates: [wide] });
    const expected = {
      name: 'InvalidSpec',
      message: expect.stringMatching(/needs \d+ MiB of memory; there are 2000 MiB$/),
    };
    await expect(plan({ searchId, round: 0 }, { ...context, memoryMiB: 2000 })).rejects.toMatchObject(expected);
    await expect(addCandidates(context.store, searchId, [wide], 2000)).rejects.toMatchObject(expected);
  });

  it('ends a search that has tried all that fits', async () => {
    const { search, needs } = await prepared({
      space: { width: { type: 'ordinal', values: [8, 16, 30_000] }, depth: { type: 'constant', value: 2 } },
    });
    const fits = { ...search, memoryMiB: needs({ width: 16, depth: 2 }) };
    const { trials } = planRound(fits, [], 0);
    expect(trials.map(({ candidate }) => candidate.width).sort()).toEqual([16, 8]);
    const history = trials.map(({ candidateId, candidate }) => ({
      candidateId,
      candidate,
      epochs: 9,
      round: 0,
      state: 'completed' as const,
      score: 1,
      trials: [],
    }));
    expect(planRound(fits, history, 1)).toMatchObject({
      packs: [],
      because: 'the space has no more than 2 candidates that fit into the memory',
    });
  });
});

it('sends what fits only a larger tier there', async () => {
  const { context, search, needs } = await prepared();
  const { lambda } = defaultDeployment.tiers;
  const fargate = { ...lambda, tier: 'fargate', memoryMiB: needs({ width: 4000, depth: 2 }) } as const;
  const small = { ...lambda, memoryMiB: needs({ width: 2000, depth: 2 }) };
  const deployment = { ...defaultDeployment, tiers: { lambda: small, fargate } };
  await plan({ searchId, round: 0 }, { ...context, deployment });
  const keys = searchKeys(searchId);
  const { packs, trials } = planSchema.parse(JSON.parse(await textAt(context.store, keys.plan(0))));
  const placed = packsFileSchema.parse(JSON.parse(await textAt(context.store, keys.packs(0))));
  const widthOf = new Map(trials.map(({ id, candidate }) => [id, Number(candidate.width)]));
  const tiers = new Set<string>();
  for (const [at, { tier }] of placed.entries()) {
    const widths = packs[at]?.trials.map((id) => widthOf.get(id) ?? 0) ?? [];
    expect(Math.max(...widths)).toBeLessThanOrEqual(4000);
    if (widths.some((width) => width > 2000)) expect(tier).toBe('fargate');
    tiers.add(tier);
  }
  expect(tiers).toEqual(new Set(['lambda', 'fargate']));
  expect(search.memoryMiB).toBeUndefined();
});
