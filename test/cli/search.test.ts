import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, root, runCli } from './run-cli.ts';

const iris = join(root, 'examples', 'iris', 'iris.csv');
const small = ['search', iris, '--target', 'species', '--trials', '8', '--epochs', '5', '--workers', '2'];
const escapeCode = '\u001b';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelscout-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (argumentsGiven: readonly string[], options: Parameters<typeof runCli>[1] = {}): Promise<CliResult> =>
  runCli(argumentsGiven, { cwd: folder, ...options });
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('search', () => {
  it('tells how it goes, and the verdict in words', async () => {
    const { code, stdout, stderr } = await run(small);
    expect(code).toBe(0);
    expect(linesOf(stderr)[0]).toMatch(/^beginning search \S+: iris\.csv$/);
    expect(stderr).toContain('150 rows, 4 features');
    expect(stderr).toMatch(/round 1 done: 8\/8 trials, best accuracy [01]\.\d{4}/);
    expect(stdout).toMatch(/test +accuracy [01]\.\d{4} \(95 % interval \S+ to \S+\) on 30 sealed rows/);
    expect(stdout).toMatch(/baselines +majority class 0\.\d{4} and logistic regression/);
    const report = /report +(\S+)/.exec(stdout)?.[1] ?? '';
    expect(statSync(join(folder, report)).size).toBeGreaterThan(10_000);
    expect(stdout + stderr).not.toContain(escapeCode);
    expect(Math.max(...linesOf(stdout).map((line) => line.length))).toBeLessThan(160);
  });

  it('says that it is finished, and shows the verdict again', async () => {
    const before = readdirSync(join(folder, 'modelscout', 'searches'));
    const [plain, quiet, json] = await Promise.all(
      [run(small), run([...small, '--quiet']), run([...small, '--json'])].map((each, at) =>
        each.then((result) => ({ ...result, at })),
      ),
    );
    expect(plain?.stdout).toContain('finished already');
    expect(plain?.stdout).toContain('sealed rows');
    expect(quiet?.stderr).toBe('');
    expect(linesOf(quiet?.stdout ?? '')).toHaveLength(1);
    expect(quiet?.stdout).toMatch(
      /^accuracy [01]\.\d{4} \(\S+ to \S+\) on 30 sealed rows: modelscout\/searches\/\S+\/result\n$/,
    );
    expect(JSON.parse(linesOf(json?.stdout ?? '').at(-1) ?? '')).toMatchObject({
      type: 'result',
      alreadyFinished: true,
    });
    expect(readdirSync(join(folder, 'modelscout', 'searches'))).toEqual(before);
  });

  it('gives events and the result as JSON, and nothing else', async () => {
    const { code, stdout, stderr } = await run([...small, '--json', '--fresh', '--output', 'other']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = linesOf(stdout).map((line) => JSON.parse(line) as { type: string; resultFolder?: string });
    expect(events[0]?.type).toBe('started');
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['prepared', 'planned', 'pack-done', 'published']),
    );
    expect(events.at(-1)).toMatchObject({ type: 'result', alreadyFinished: false, verdict: { metric: 'accuracy' } });
    expect(existsSync(join(events.at(-1)?.resultFolder ?? '', 'verdict.json'))).toBe(true);
  });

  it('stops at Ctrl-C, says how to go on, and goes on to the same leaderboard', async () => {
    const long = ['search', iris, '--target', 'species', '--trials', '60', '--round-trials', '20', '--epochs', '40'];
    const stopped = await run([...long, '--output', 'stopped'], { interruptAfter: /round 2/ });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toBe('');
    expect(linesOf(stopped.stderr).at(-1)).toContain(`interrupted: nothing is lost. To go on: `);
    expect(linesOf(stopped.stderr).at(-1)).toContain(`search ${iris} --target species --trials 60`);
    const resumed = await run([...long, '--output', 'stopped']);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/going on with search/);
    expect(resumed.stderr).toMatch(/20 trials of an earlier run are used/);
    expect((await run([...long, '--output', 'straight', '--quiet'])).code).toBe(0);
    expect(leaderboard('stopped')).toBe(leaderboard('straight'));
  });

  it('counts a grid before it starts', async () => {
    const space = join(root, 'examples', 'iris', 'hidden-sizes.json');
    const grid = ['search', iris, '--strategy', 'grid', '--space', space, '--epochs', '2', '--output', 'grid'];
    const { code, stderr } = await run(grid);
    expect(code).toBe(0);
    expect(linesOf(stderr)[0]).toBe('The grid has 5 candidates.');
  });

  it('colours when it is told to', async () => {
    const { stdout } = await run(small, { environment: { FORCE_COLOR: '1' } });
    expect(stdout).toContain(`${escapeCode}[`);
    const without = await run(small, { environment: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(without.stdout).not.toContain(escapeCode);
  });

  it('tells errors as JSON too where JSON is asked for', async () => {
    const { code, stdout, stderr } = await run(['search', 'missing.csv', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', code: 'NotFound' });
    expect(stderr).toContain('missing.csv');
  });

  it('shows where an error comes from only when asked', async () => {
    const { stderr } = await run(['search', 'missing.csv'], { environment: { MODELSCOUT_DEBUG: '1' } });
    expect(stderr).toContain('at ');
    expect(stderr).toContain('.ts:');
  });

  it('ends with 5 where nothing can be written', async () => {
    const { code, stderr } = await run([...small, '--output', `${iris}/below`]);
    expect(code).toBe(5);
    expect(stderr).toContain('ENOTDIR');
  });
});

function leaderboard(output: string): string {
  const searches = join(folder, output, 'searches');
  return readFileSync(join(searches, readdirSync(searches)[0] ?? '', 'result', 'leaderboard.json'), 'utf8');
}
