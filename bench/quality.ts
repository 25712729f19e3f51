/**
 * What a search finds beside scikit-learn's estimators as they come, on the same sealed rows: `npx tsx bench/quality.ts`.
 * Prints a report and writes it to bench/results. Installs scikit-learn at the first call.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { search } from '../index.ts';
import type { Verdict } from '../shared/result.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { readSealedRows, readTrainingData } from '../shared/steps/training-data.ts';
import type { TrainingData } from '../shared/trainer.ts';
import { openStore } from '../storage/index.ts';
import { germanWithHeader } from './peers/german.ts';
import { peerPython } from './peers/venv.ts';

/** Seeds of the searches, and of scikit-learn's networks. */
const seeds = [42, 1, 2];
const trials = 200;
const folder = mkdtempSync(join(tmpdir(), 'modelscout-quality-'));
const example = (name: string): string => fileURLToPath(new URL(`../examples/${name}/${name}.csv`, import.meta.url));

const datasets = [...['iris', 'wine', 'breast_cancer', 'digits', 'diabetes'].map(example), germanWithHeader(folder)];

const answerSchema = z.strictObject({ networks: z.array(z.number()), linear: z.number(), version: z.string() });
type PeerScores = z.infer<typeof answerSchema>;

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Scores scikit-learn on the rows and features that the search's winner was fitted and judged on. */
async function scorePeer(store: string, searchId: string): Promise<PeerScores> {
  const keys = searchKeys(searchId);
  const data = await readTrainingData(openStore(store), keys.refit);
  const sealed = await readSealedRows(openStore(store), keys.sealed);
  const file = (name: string, numbers: Float32Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytesOf(numbers));
    return path;
  };
  const work = {
    regression: data.task === 'regression',
    columns: data.features.length / data.rows,
    seeds,
    training: { features: file('x', data.features), targets: file('y', inUnit(data)) },
    test: { features: file('test-x', sealed.features), targets: file('test-y', sealed.targets) },
  };
  const script = fileURLToPath(new URL('peers/sklearn_defaults.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync(peerPython('requirements.txt'), ['-B', script], {
    input: JSON.stringify(work),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr.slice(-2000)}`);
  return answerSchema.parse(JSON.parse(stdout));
}

/** Standardised targets would change nothing but the unit; the peer's defaults are meant for the user's own numbers. */
const inUnit = ({ targets, targetScale }: TrainingData): Float32Array =>
  targetScale === undefined ? targets : targets.map((value) => value * targetScale.scale + targetScale.mean);

const shown = (scores: readonly number[]): string => scores.map((score) => score.toFixed(3)).join(', ');
const lines: string[] = [];
let version = '';
try {
  for (const dataset of datasets) {
    const store = mkdtempSync(join(folder, 'store-'));
    const verdicts: Verdict[] = [];
    let peer: PeerScores | undefined;
    for (const seed of seeds) {
      const spec = { dataset, seed, budget: { trials }, stopping: { rule: 'halving' as const } };
      const { verdict } = await search({ spec, store });
      verdicts.push(verdict);
      peer ??= await scorePeer(store, verdict.searchId);
    }
    const [first] = verdicts;
    if (peer === undefined || first === undefined) throw new Error('no search was run');
    version = peer.version;
    const name = dataset.split('/').at(-1)?.replace('.csv', '') ?? '';
    const ours = shown(verdicts.map(({ test }) => test.value));
    const sizes = verdicts.map(({ winner }) => winner.parameters).join(', ');
    lines.push(
      `| ${name} | ${first.testRows} | ${first.metric} | ${ours} | ${sizes} | ${shown(peer.networks)} | ${shown([peer.linear])} |`,
    );
    console.error(`${name}: done`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const report = `# What a search finds

${new Date().toISOString().slice(0, 10)}, \`npx tsx bench/quality.ts\`. ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, node ${process.versions.node}, scikit-learn ${version}.

${trials} random candidates of the default space, successive halving, 100 epochs; seeds ${seeds.join(', ')}. scikit-learn's MLPClassifier or
MLPRegressor with its own defaults (one hidden layer of 100 units; the same seeds) and its LogisticRegression or LinearRegression
are fitted on the same unsealed rows with the same features, and scored on the same sealed rows, which no search sees. The sealed
rows are few: a difference of one row is no difference.

| data | sealed rows | metric | modelscout | parameters | scikit-learn's network | its linear model |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
console.log(report);
writeFileSync(new URL('results/quality.md', import.meta.url), report);
