/**
 * Searches of many trials in the cloud, simulated: `npx tsx bench/cloud-scale.ts [trials…]`, 1,000 10,000 100,000 by default, which
 * alone are also written to bench/results. Takes some minutes; Linux only.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { parseConfig } from '../infra/config.ts';
import { synthesisedMachine } from './cloud-scale/definition.ts';
import { type ScaleResults, scalePlot, scaleReport } from './cloud-scale/report.ts';
import { type SearchResult, simulateSearch } from './cloud-scale/search.ts';

const usual = [1000, 10_000, 100_000];
const given = process.argv.slice(2).map(Number);
const config = parseConfig({});
const stack = { config, machine: synthesisedMachine({}) };

const searches: SearchResult[] = [];
for (const name of ['none', 'halving'] as const) {
  for (const trials of given.length > 0 ? given : usual) {
    const spec = { budget: { trials, epochs: 100 }, stopping: { rule: name } };
    const result = await simulateSearch({ name, trials, spec }, stack);
    searches.push(result);
    console.error(`${name}, ${trials} trials: done in ${result.simulatedIn.toFixed(0)} s`);
  }
}
const results: ScaleResults = {
  date: new Date().toISOString().slice(0, 10),
  command: `\`${['npx tsx bench/cloud-scale.ts', ...given].join(' ')}\``,
  machine: `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, node ${process.versions.node}`,
  concurrency: config.concurrency,
  engine: config.engine,
  searches,
};
const report = scaleReport(results);
console.log(report);
if (given.length === 0) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('cloud-scale.md', folder), report);
  writeFileSync(new URL('cloud-scale.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL('cloud-scale.svg', folder), scalePlot(searches));
}
