import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { leaderboardSchema } from '../../shared/result.ts';
import { runCli } from './run-cli.ts';
import { iris, newFolder, type Searched, searched } from './searched.ts';

const inRounds = ['--round-trials', '4'];

const leaderboardAt = ({ search }: Searched) =>
  leaderboardSchema.parse(JSON.parse(readFileSync(join(search, 'result', 'leaderboard.json'), 'utf8')));

describe('a finished search', () => {
  let first: Searched;
  beforeAll(async () => {
    first = await searched(iris, inRounds);
  }, 60_000);
  const run = (...argumentsGiven: string[]) => runCli(argumentsGiven, { cwd: first.folder });

  it('is extended to what it would have come to, and goes on for a candidate by hand', async () => {
    const resumed = await run('resume', first.searchId, '--trials', '16');
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('round 4 done: 16/16 trials');
    expect(resumed.stdout).toContain('16 candidates');
    const undisturbed = await searched(iris, [...inRounds, '--trials', '16']);
    expect(leaderboardAt(first)).toEqual(leaderboardAt(undisturbed));

    const candidate = '{"depth": 1, "width.1": 24, "learningRate": 0.01}';
    const added = await run('add', first.searchId, candidate);
    expect(added.code).toBe(0);
    expect(added.stderr).toMatch(/1 candidate added to .*\n(.*\n)*round 5: 1 trial in 1 pack\n/);
    expect(leaderboardAt(first).rows.map((row) => row.candidate)).toContainEqual(JSON.parse(candidate));
    expect((await run('add', first.searchId, candidate)).stderr).toContain('already');
  });

  it('says how it can be extended, and refuses what extends nothing', async () => {
    const { stderr, code } = await run('resume', first.searchId);
    expect(stderr).toMatch(/is finished\. To extend it, .*--trials/);
    expect(code).not.toBe(0);
    expect((await run('resume', first.searchId, '--trials', '1')).stderr).toMatch(/budget.trials is \d+ already/);
    expect((await run('resume', first.searchId, '--trials', 'many')).stderr).toContain('--trials is "many"');
    expect((await run('resume', first.searchId, '--dollars', '5')).stderr).toContain('Give --cloud with it');
  });
});

it('is known to later searches of the same data: only the rest is trained, to the same scores', async () => {
  const folder = await newFolder();
  const random = ['--strategy', 'random'];
  const first = await searched(iris, random, folder);
  const flags = ['search', iris, ...random, '--trials', '12', '--epochs', '5', '--workers', '1'];
  const { stdout } = await runCli([...flags, '--json'], { cwd: folder });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; resultFolder: string });
  expect(events.find(({ type }) => type === 'planned')).toMatchObject({
    trials: 12,
    known: { trials: 8, searches: [first.searchId] },
  });
  const more = { ...first, search: join(events.at(-1)?.resultFolder ?? '', '..') };
  const alone = leaderboardAt(await searched(iris, [...random, '--trials', '12']));
  const cached = new Map(leaderboardAt(more).rows.map((row) => [row.candidateId, row]));
  expect(cached.size).toBe(12);
  for (const { candidateId, score, loss } of alone.rows) {
    expect(cached.get(candidateId)?.score).toBeCloseTo(score, 6);
    expect(cached.get(candidateId)?.loss).toBeCloseTo(loss, 4);
  }
  const anew = await runCli([...flags, '--fresh'], { cwd: folder });
  expect(anew.stderr).toMatch(/round 1: 12 trials in \d packs?\n/);
});
