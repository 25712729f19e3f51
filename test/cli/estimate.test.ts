import { expect, it } from 'vitest';
import { dollarRange, formatDollars, timeRange } from '../../cli/estimate/estimate-lines.ts';
import { runCli } from './run-cli.ts';

const iris = ['estimate', 'examples/iris/iris.csv', '--target', 'species', '--trials', '40', '--epochs', '10'];

it('says what a search would cost and how long it would take, without an account', async () => {
  const { code, stdout, stderr } = await runCli(iris);
  expect(code).toBe(0);
  expect(stderr).toContain('Training a few packs with the wasm engine');
  expect(stdout).toMatch(/^\$0\.\d+ – \$0\.\d+, [\d.]+ – [\d.]+ minutes\n40 trials in \d+ packs, 2 rounds, /);
  for (const item of ['training on Lambda', 'transitions', 'requests to S3', 'storage', 'managed tuner']) {
    expect(stdout).toContain(item);
  }
});

it('gives the same as JSON, whose items sum up', async () => {
  const { code, stdout } = await runCli([...iris, '--json', '--dollars', '0.000001', '--stopping', 'halving']);
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as {
    dollars: { high: number };
    rounds: number;
    mayEndBy: string[];
    items: { dollars: { low: number; high: number } }[];
    probe: { ratio: { low: number; high: number } };
  };
  // Two of twenty candidates, and what is promoted of the second.
  expect(found.rounds).toBe(4);
  expect(found.mayEndBy).toEqual(['dollars']);
  expect(found.dollars.high).toBe(0.000001);
  expect(found.items.every(({ dollars }) => dollars.low <= dollars.high)).toBe(true);
  expect(found.probe.ratio.low).toBeGreaterThan(0);
});

it.each([
  [[...iris, '--region', 'eu-west-1'], 'Add --stack', 2],
  [['estimate', 'no-such.csv'], 'no-such.csv', 3],
] as const)('%j is told in a line', async (argumentsGiven, told, exit) => {
  const { code, stderr } = await runCli(argumentsGiven);
  expect(stderr).toContain(told);
  expect(code).toBe(exit);
});

it('rounds dollars and times to what is known', () => {
  expect([0, 0.00001, 0.00123, 0.0456, 0.5, 3.456, 123.4].map(formatDollars)).toEqual([
    '$0.00',
    '<$0.0001',
    '$0.0012',
    '$0.046',
    '$0.50',
    '$3.46',
    '$123',
  ]);
  expect(dollarRange({ low: 1, high: 1 })).toBe('$1.00');
  expect(timeRange({ low: 0.5, high: 12 })).toBe('0.5 – 12 minutes');
  expect(timeRange({ low: 60, high: 150 })).toBe('1.0 – 2.5 hours');
});
