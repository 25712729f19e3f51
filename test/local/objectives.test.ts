import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leaderboardSchema } from '../../shared/result.ts';
import { fakeSearch } from './fake-search.ts';

const search = async (workers: number) =>
  fakeSearch({
    store: await mkdtemp(join(tmpdir(), 'objectives-')),
    trainerModule: undefined,
    workers,
    spec: {
      dataset: 'flowers.csv',
      objectives: ['score', 'bytes'],
      constraints: ['bytes <= 3000'],
      stopping: { rule: 'median' },
      budget: { trials: 24, epochs: 9 },
    },
  });
const leaderboardOf = (folder: string) => readFile(join(folder, 'leaderboard.json'), 'utf8');

it('really trained, keeps the constraint, saves as many bytes as were told, and is the same with two workers', async () => {
  const { verdict, resultFolder } = await search(1);
  const text = await leaderboardOf(resultFolder);
  const { rows } = leaderboardSchema.parse(JSON.parse(text));
  const batch = rows.filter(({ candidate }) => candidate.normalisation === 'batch');
  expect(batch.length).toBeGreaterThan(0);
  for (const { costs } of rows) expect(costs?.bytes).toBeLessThanOrEqual(3000);
  const saved = await stat(join(resultFolder, 'model', 'weights.bin'));
  expect(verdict.choice?.costs.bytes).toBe(saved.size);
  expect(verdict.choice?.front?.candidates.length).toBeGreaterThan(0);
  expect(await leaderboardOf((await search(2)).resultFolder)).toBe(text);
});
