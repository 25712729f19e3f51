import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runCli } from './run-cli.ts';

const commands = [
  'search',
  'predict',
  'list',
  'watch',
  'show',
  'report',
  'stop',
  'resume',
  'fetch',
  'schedule',
  'deploy',
  'estimate',
  'init',
  'doctor',
];

describe('help', () => {
  it('names every command and every exit code', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const word of [...commands, '130  interrupted']) {
      expect(stdout).toContain(word);
    }
  });

  it.each(commands)('of %s has examples', async (command) => {
    const [help, flag] = await Promise.all([runCli(['help', command]), runCli([command, '--help'])]);
    expect(help).toEqual(flag);
    expect(help.code).toBe(0);
    expect(help.stdout.match(new RegExp(`main\\.ts ${command}`, 'g'))?.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...help.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('bad usage', () => {
  it.each([
    [['serch', 'data.csv'], 'Did you mean search?'],
    [['examples/iris/iris.csv'], 'search examples/iris/iris.csv'],
    [['zzzzzzzz'], 'Known: search'],
    [['search', '--trails', '3'], 'Did you mean --trials?'],
    [['search', 'a.csv', 'b.csv'], 'too many arguments'],
    [['search', '--trials'], 'argument missing'],
    [['search', '--trials', 'many'], '--trials is "many". Use a number'],
    [['search', '--trials', '0'], '--trials: budget.trials is 0 (key "budget.trials"). Use at least 1'],
    [['search', '--trials', ''], '--trials is ""'],
    [['search', '--metric', 'acuracy'], 'Did you mean "accuracy"?'],
    [['search', '--engine', 'cuda'], 'Known: native, wasm'],
    [['search', '--column', 'size=numbr'], 'Did you mean "number"?'],
    [['search', '--column', 'size'], 'name=type'],
    [['search', '--strategy', 'grid'], 'A grid needs a space'],
    [['search', '--json', '--quiet'], 'cannot be used with'],
    [['search', '--space', 'no-such.json'], 'no-such.json'],
    [['search', 'examples/iris/iris.csv', '--spec', 'no-such.json'], 'no-such.json'],
  ])('%j is told in a line', async (argumentsGiven, told) => {
    const { code, stdout, stderr } = await runCli(argumentsGiven);
    expect(stderr).toContain(told);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.startsWith('error: ')).toBe(true);
    expect(stdout).toBe('');
    expect(code).toBe(told === 'no-such.json' ? 3 : 2);
  });
});
