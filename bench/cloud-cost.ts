/**
 * What 1,000 trials cost in the cloud, beside a call of Lambda for each and a managed tuner's job for each, at list prices.
 *   npx tsx bench/cloud-cost.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { formatDollars } from '../cli/estimate/estimate-lines.ts';
import { defaultDeployment } from '../shared/compute.ts';
import { estimate, oneCallATrial, oneJobATrial } from '../shared/money/estimate.ts';
import { pricesAsOf } from '../shared/money/prices.ts';
import { exactly, type Range } from '../shared/money/range.ts';

const trials = 1000;
const engines = ['native', 'wasm'] as const;
const searches = [
  { name: 'iris MLPs', dataset: 'examples/iris/iris.csv' },
  { name: 'digits MLPs', dataset: 'examples/digits/digits.csv' },
];

interface Row {
  readonly name: string;
  readonly engine: string;
  readonly packs: number;
  /** Seconds for each that the cost model predicts. */
  readonly ratio: Range;
  readonly ours: Range;
  readonly minutes: Range;
  readonly calls: Range;
  readonly jobs: Range;
}

/** What `estimate --json` gives. */
interface Estimated {
  readonly dollars: Range;
  readonly minutes: Range;
  readonly packs: number;
  readonly elsewhere: { readonly oneCallATrial: Range; readonly oneJobATrial: Range };
  readonly probe: { readonly ratio: Range };
}

const rows: Row[] = [];
const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
for (const { name, dataset } of searches) {
  for (const engine of engines) {
    // A process each: where the native engine was loaded, wasm is not alone.
    const found = JSON.parse(
      execFileSync(
        process.execPath,
        [
          '--import',
          import.meta.resolve('tsx'),
          main,
          'estimate',
          dataset,
          '--engine',
          engine,
          '--trials',
          `${trials}`,
          '--json',
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      ),
    ) as Estimated;
    const { dollars: ours, minutes, packs, probe, elsewhere } = found;
    const { oneCallATrial: calls, oneJobATrial: jobs } = elsewhere;
    rows.push({ name, engine, packs, ratio: probe.ratio, ours, minutes, calls, jobs });
  }
}

const minute = { trials, seconds: exactly(60 * trials) };
const fargate = { tier: 'fargate', vcpus: 1, memoryMiB: 2048, architecture: 'x86', spot: true } as const;
const deployment = { ...defaultDeployment, tiers: { ...defaultDeployment.tiers, fargate } };
for (const tier of ['lambda', 'fargate'] as const) {
  const pack = { tier, trials: 1, seconds: 60, productSeconds: 0 };
  const long = estimate({
    rounds: [{ packs: [pack], times: 1, weight: trials }],
    deployment,
    ratio: exactly(1),
    checkpoints: false,
    storedBytes: 5000 * trials,
    limits: {},
  });
  rows.push({
    name: tier === 'lambda' ? 'a 60 s trial, alone in its pack' : 'the same on Fargate spot, 1 vCPU',
    engine: 'by arithmetic',
    packs: trials,
    ratio: exactly(1),
    ours: long.dollars,
    minutes: long.minutes,
    calls: oneCallATrial(minute, deployment),
    jobs: oneJobATrial(minute),
  });
}

const middle = ({ low, high }: Range): number => (low + high) / 2;
const range = ({ low, high }: Range, format: (value: number) => string): string => `${format(low)} – ${format(high)}`;
const oneIn = (part: Range, whole: Range): string =>
  `1/${(middle(whole) / middle(part)).toFixed(middle(whole) > 9 * middle(part) ? 0 : 1)}`;
const lines = rows.map(({ name, engine, packs, ratio, ours, minutes, calls, jobs }) =>
  [
    '',
    name,
    engine,
    packs,
    ratio.low === ratio.high ? '1' : range(ratio, (value) => value.toPrecision(2)),
    range(ours, formatDollars),
    range(minutes, (value) => value.toFixed(1)),
    range(calls, formatDollars),
    range(jobs, formatDollars),
    oneIn(ours, calls),
    oneIn(ours, jobs),
    '',
  ]
    .join(' | ')
    .trim(),
);

const report = `# What 1,000 trials cost in the cloud

${new Date().toISOString().slice(0, 10)}, \`npx tsx bench/cloud-cost.ts\`. ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${process.platform} ${process.arch}, node ${process.versions.node}.

Random candidates of the default space, 100 epochs with early stopping, one round. Lambda with 1,769 MB (arm), 100 packs at a
time. For iris and digits the probe of \`modelscout estimate\` has trained some packs here, in processor seconds of this machine;
the ratio is what they took for each second that the cost model predicts (native engine, a quiet machine). The 60 s trial is
arithmetic: nothing is packed, nothing measured.

| search | engine | packs | ratio | Modelscout | minutes | a Lambda call a trial | a tuner's job a trial | of the calls | of the jobs |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

The last two columns compare the middles of the ranges; the target for the last one is 1/20 or less.

Assumed: a processor of Lambda takes 0.8 to 1.5 times as long as this one; a call reads and writes for 0.3 to 3 s; each job of the
tuner is an ml.m5.large that is billed by the second, for 60 to 180 s before it trains, and trains as fast as one processor here. Its
storage, requests and logs are left out, ours are counted. Seconds of a trial alone are the cost model's for a pack of one, times
the same ratio. Prices: ${pricesAsOf}.
`;
mkdirSync(new URL('results/', import.meta.url), { recursive: true });
writeFileSync(new URL('results/cloud-cost.md', import.meta.url), report);
console.log(report);
