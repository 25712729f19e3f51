/**
 * Packed training beside scikit-learn, Keras, KerasTuner, plain TensorFlow.js and plain JavaScript: `npx tsx bench/packed.ts`.
 * Prints a report; without `--quick` it is also written to bench/results. Installs the peers at the first call.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform } from 'node:os';
import { createTrainer } from '../training/index.ts';
import { benchFixedNet, type FixedNetResult, fixedNets } from './fixed-nets.ts';
import { type BagResult, benchBag, manyCandidates, mixedBags } from './mixed-bag.ts';
import { type PackedResults, packedReport } from './packed-report.ts';

const quick = process.argv.includes('--quick');
const repeats = quick ? 1 : 3;
const require = createRequire(import.meta.url);
const versionOf = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

const trainer = await createTrainer({ engine: 'native' });
const nets: FixedNetResult[] = [];
for (const net of fixedNets) {
  nets.push(await benchFixedNet(trainer, quick ? { ...net, sample: 4, others: false } : net, repeats));
  console.error(`${net.data} ${net.batch}: done`);
}
const bags: BagResult[] = [];
for (const bag of mixedBags) {
  bags.push(await benchBag(trainer, quick ? { ...bag, sample: 20 } : bag, repeats));
  console.error(`${bag.data}, ${bag.name}: done`);
}
const results: PackedResults = {
  date: new Date().toISOString().slice(0, 10),
  command: `npx tsx bench/packed.ts${quick ? ' --quick' : ''}`,
  machine: { cores: cpus().length, processor: cpus()[0]?.model ?? 'unknown', platform: `${platform()} ${arch()}` },
  versions: {
    node: process.versions.node,
    'tfjs-node': versionOf(require.resolve('@tensorflow/tfjs-node/package.json')),
    ...Object.assign({}, ...nets.map(({ versions }) => versions)),
  },
  repeats,
  fixedNets: nets,
  mixedBags: bags,
  manyCandidates: await benchBag(trainer, manyCandidates, repeats),
};
const report = packedReport(results);
console.log(report);
if (!quick) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('packed.md', folder), report);
  writeFileSync(new URL('packed.json', folder), `${JSON.stringify(results, undefined, 2)}\n`);
}
