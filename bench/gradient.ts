/**
 * The gradient strategy beside independent draws at the same number of trials, relaxations counted as what they cost:
 * `npx tsx bench/gradient.ts`. Prints a report and writes it to bench/results.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { search } from '../index.ts';
import type { Verdict } from '../shared/result.ts';
import { measured, median } from './measure.ts';

const seeds = [1, 2, 3, 4, 5];
const trials = 60;
const epochs = 40;
const strategies = ['gradient', 'random'] as const;
const folder = mkdtempSync(join(tmpdir(), 'modelscout-gradient-'));
const lines: string[] = [];

const shown = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

try {
  for (const name of ['wine', 'digits']) {
    const dataset = fileURLToPath(new URL(`../examples/${name}/${name}.csv`, import.meta.url));
    for (const strategy of strategies) {
      const verdicts: Verdict[] = [];
      const times: number[] = [];
      for (const seed of seeds) {
        // A store of its own: what an earlier search knows would be taken over.
        const store = mkdtempSync(join(folder, 'store-'));
        const spec = { dataset, strategy, seed, metric: 'logLikelihood' as const, budget: { trials, epochs } };
        const { result, seconds } = await measured(() => search({ spec, store }));
        verdicts.push(result.verdict);
        times.push(seconds);
      }
      const of = (read: (verdict: Verdict) => number): number[] => verdicts.map(read);
      lines.push(
        `| ${name} | ${strategy} | ${shown(
          of(({ winner }) => winner.validationScore),
          4,
        )} | ${shown(
          of(({ test }) => test.value),
          4,
        )} | ${shown(
          of(({ testMetrics }) => testMetrics.accuracy ?? Number.NaN),
          3,
        )} | ${shown(
          of(({ candidates }) => candidates.completed),
          0,
        )} | ${shown(times, 1)} |`,
      );
      console.error(`${name}, ${strategy}: done`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const report = `# The gradient strategy beside random search

${new Date().toISOString().slice(0, 10)}, \`npx tsx bench/gradient.ts\`. ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, node ${process.versions.node}; other work ran beside it, so that seconds are rough.

${trials} trials of ${epochs} epochs of the default space, no stopping rule, judged by the mean log likelihood of the true class (higher is better); seeds ${seeds.join(', ')}. A supernet
counts as as many trials as its hidden units are of a usual candidate's, a descent on hyperparameters as one and two more for each of
them. Median of the seeds, and the least and the largest. Test scores are of one winner on few sealed rows.

| data | strategy | best validation log likelihood | test log likelihood | test accuracy | candidates trained | seconds |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
console.log(report);
writeFileSync(new URL('results/gradient.md', import.meta.url), report);
