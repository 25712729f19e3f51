import type { FixedNetResult, Side } from './fixed-nets.ts';
import { median } from './measure.ts';
import type { BagResult } from './mixed-bag.ts';

/** All that bench/packed.ts found, as packed.json holds it. */
export interface PackedResults {
  readonly date: string;
  readonly command: string;
  readonly machine: { readonly cores: number; readonly processor: string; readonly platform: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly repeats: number;
  readonly fixedNets: readonly FixedNetResult[];
  readonly mixedBags: readonly BagResult[];
  readonly manyCandidates: BagResult;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const short = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** Median, least and greatest of the repeats' ratios. */
function ratios(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.length > 1 ? `${short(median(values))}× (${short(low)}–${short(high)})` : `${short(median(values))}×`;
}

const over = (above: readonly number[], below: readonly number[]): number[] =>
  above.map((value, index) => value / (below[index] ?? Number.NaN));

function fixedNetRows(net: FixedNetResult): string[][] {
  const ours = net.sides.find(({ name }) => name === 'modelscout') as Side;
  return net.sides.map((side) => [
    `${net.data} ${net.network}`,
    `${net.epochs} × batch ${net.batch}`,
    side.name,
    String(side.trials),
    short(median(side.milliseconds)),
    short(1000 / median(side.milliseconds)),
    side === ours ? '' : ratios(over(side.milliseconds, ours.milliseconds)),
    side === ours ? '' : `${short(median(over(side.cpuMilliseconds, ours.cpuMilliseconds)))}×`,
    median(side.accuracies).toFixed(3),
  ]);
}

function bagRow(bag: BagResult): string[] {
  const numbers = (key: keyof BagResult['repeats'][number]) => bag.repeats.map((repeat) => repeat[key]);
  const seconds = median(numbers('seconds'));
  const waste = bag.packs.reduce((sum, pack) => sum + pack.waste * pack.trials, 0) / bag.candidates;
  return [
    `${bag.data} (${bag.columns} columns)`,
    `${bag.candidates} × ${bag.epochs}`,
    short(seconds),
    short(bag.candidates / seconds),
    short(median(numbers('peerSeconds'))),
    ratios(over(numbers('peerSeconds'), numbers('seconds'))),
    `${short(median(over(numbers('peerCpuSeconds'), numbers('cpuSeconds'))))}×`,
    String(bag.packs.length),
    `${(waste * 100).toFixed(0)} %`,
    `${bag.accuracy.toFixed(3)} / ${bag.peerAccuracy.toFixed(3)}`,
    `${bag.failed} / ${bag.peerFailed}`,
  ];
}

const packRows = (bag: BagResult): string[][] =>
  bag.packs.map(({ trials, waste, predictedSeconds, seconds }, index) => [
    `${bag.data}, pack ${index + 1}`,
    String(trials),
    `${(waste * 100).toFixed(0)} %`,
    predictedSeconds.toFixed(2),
    seconds.toFixed(2),
    `${short(seconds / predictedSeconds)}×`,
  ]);

const bagHead = [
  'data',
  'candidates × epochs',
  'modelscout, s',
  'trials a second',
  'scikit-learn, s',
  'ratio',
  'ratio of CPU time',
  'packs',
  'padding',
  'median accuracy',
  'diverged',
];

/** The results as a page to read. */
export function packedReport(results: PackedResults): string {
  const { date, command, machine, versions, repeats } = results;
  return `# Packed training beside other libraries

${date}, \`${command}\`. ${machine.cores} cores (${machine.processor}), ${machine.platform}. ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.

One thread on each side. The sides take turns within the run; figures are medians of ${repeats} repeats, ratios are taken within
a repeat, with the least and greatest in brackets: above 1, modelscout is faster. CPU time is the processor time of the whole
process, which others on the machine disturb less. All sides get the same standardised rows, 80 % of them to train on; accuracy
is that of the last epoch on the other 20 %, the median of the trials. Our time holds building the program, and the evaluation of
all trials on those 20 % after each epoch, which scikit-learn and Keras do not do. Early stopping and checkpoints are off.
A peer's time holds neither its start nor a first fit that warms it up.

## The same network, many times

Trials differ in their learning rates, 0.005 to 0.02; ours all begin with the same weights, a peer's with its own. scikit-learn is MLPClassifier, one fit after the other; on two classes it has one output
to our two. Keras is building, compiling and \`fit\`; KerasTuner is RandomSearch, which validates each epoch, as we do. Plain TensorFlow.js is
\`model.fit\` on the same native engine; plain JavaScript is one trial at a time on typed arrays (bench/plain-js-mlp.ts).

${table(['data', 'epochs', 'side', 'trials', 'ms a trial', 'trials a second', 'ratio', 'ratio of CPU time', 'accuracy'], results.fixedNets.flatMap(fixedNetRows))}

## A mixed bag

Random candidates of the default space: 0 to 3 layers of their own widths, several activations, optimisers and schedules, batch
normalisation, dropout, residuals. scikit-learn trains the nearest network it has to each: the same widths, batch size, epochs,
learning rate, momentum, l2 (as alpha, which it scales differently) and optimiser family; no normalisation, dropout, residuals or
schedules, so that it has less to do.
Padding is the share of a pack's numbers that are padding; the ratio holds what it costs.

${table(bagHead, results.mixedBags.map(bagRow))}

What \`formPacks\` foretold, and what each pack took:

${table(['pack', 'trials', 'padding', 'predicted, s', 'real, s', 'real / predicted'], [...results.mixedBags, results.manyCandidates].flatMap(packRows))}

## ${results.manyCandidates.candidates} candidates

${results.manyCandidates.name}, batch size 32. scikit-learn trains ${results.manyCandidates.sample} of them; its time is scaled up to all.

${table(bagHead, [bagRow(results.manyCandidates)])}
`;
}
