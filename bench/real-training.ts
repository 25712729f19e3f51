/**
 * A search of ours beside Optuna's TPE over scikit-learn's networks and beside KerasTuner, for the same wall-clock time on the same rows:
 * `node --import tsx bench/real-training.ts`. Prints a report; where nothing is left out it is also written to bench/results.
 *
 * `--seconds 60`, `--seeds 3`, `--data wine,digits`, `--strategy …` (ours; the default one else), `--rule halving` (stopping),
 * `--peers KerasTuner`. Takes an hour; installs the peers at the first call.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stoppingNameSchema, strategyNameSchema } from '../shared/spec.ts';
import { median } from './measure.ts';
import { datasetFile, datasetNames } from './real-training/data.ts';
import { searchOurs } from './real-training/own.ts';
import { peerNames, searchPeer } from './real-training/peers.ts';
import { bestWithin, type Searched, secondsTo } from './real-training/side.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '3' },
    data: { type: 'string', default: datasetNames.join(',') },
    peers: { type: 'string', default: peerNames.join(',') },
    strategy: { type: 'string' },
    rule: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const names = datasetNames.filter((name) => values.data.split(',').includes(name));
const peers = peerNames.filter((name) => values.peers.split(',').includes(name));
const strategy = values.strategy === undefined ? {} : { strategy: strategyNameSchema.parse(values.strategy) };
const stopping = values.rule === undefined ? {} : { stopping: { rule: stoppingNameSchema.parse(values.rule) } };
const epochs = 100;
/** More than there is time for. */
const trials = 10_000;
const share = 0.99;

const folder = mkdtempSync(join(tmpdir(), 'modelscout-real-'));
const ours = 'modelscout';
const versions: Record<string, string> = {};
const lines: string[] = [];

const range = (numbers: readonly number[], digits: number): string =>
  // Nothing came of a search within the time.
  numbers.some((number) => !Number.isFinite(number))
    ? 'none'
    : `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`;

/** A time that was not reached counts as all there was, and is marked. */
function timeCell(times: readonly (number | undefined)[]): string {
  const missed = times.filter((time) => time === undefined).length;
  const shown = range(
    times.map((time) => time ?? seconds),
    1,
  );
  return missed === 0 ? shown : `${shown}, ${missed} of ${times.length} never`;
}

const middleTime = (times: readonly (number | undefined)[]): number => median(times.map((time) => time ?? seconds));

function row(name: string, side: string, searches: ReadonlyMap<string, readonly Searched[]>): string {
  const all = [...searches.values()].flat();
  const goal = share * Math.max(...all.map((searched) => bestWithin(searched, seconds)));
  const timesOf = (of: string) =>
    (searches.get(of) ?? []).map((searched) => {
      const time = secondsTo(searched, goal);
      return time === undefined || time > seconds ? undefined : time;
    });
  const own = searches.get(side) ?? [];
  const times = timesOf(side);
  const ratio = middleTime(times) / middleTime(timesOf(ours));
  const atLeast = times.some((time) => time === undefined) ? '≥ ' : '';
  return `| ${[
    name,
    side === ours ? `**${side}**` : side,
    range(
      own.map(({ test }) => test),
      3,
    ),
    range(
      own.map((searched) => bestWithin(searched, seconds)),
      3,
    ),
    timeCell(times),
    side === ours ? '' : `${atLeast}${ratio.toFixed(1)}×`,
    range(
      own.map((searched) => searched.trials.length),
      0,
    ),
    range(
      own.map((searched) => searched.seconds),
      0,
    ),
  ].join(' | ')} |`;
}

try {
  for (const name of names) {
    const searches = new Map<string, Searched[]>([ours, ...peers].map((side) => [side, []]));
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      // A store of its own: what an earlier search knows would be taken over.
      const store = mkdtempSync(join(folder, 'store-'));
      const spec = {
        dataset: datasetFile(name, folder),
        seed,
        budget: { trials, epochs, seconds },
        ...strategy,
        ...stopping,
      };
      const { searched, split } = await searchOurs(spec, store);
      searches.get(ours)?.push(searched);
      for (const peer of peers) {
        const { versions: own, ...found } = searchPeer(peer, split, { seconds, seed, epochs });
        Object.assign(versions, own);
        searches.get(peer)?.push(found);
      }
      rmSync(store, { recursive: true, force: true });
      console.error(`${name}, seed ${seed}: done`);
    }
    lines.push(...[ours, ...peers].map((side) => row(name, side, searches)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const told = Object.entries({ node: process.versions.node, ...versions }).map((version) => version.join(' '));
const report = `# Real training

${new Date().toISOString().slice(0, 10)}, \`${['node --import tsx bench/real-training.ts', ...process.argv.slice(2)].join(' ')}\`. ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, ${told.join(', ')}.

Each side searches for ${seconds} seconds of wall-clock time, ${values.seeds} seeds, at most ${epochs} epochs a trial, on the same training and validation rows with the same encoded
features (standardised; regression: the target too), fits its best candidate anew on both, and is scored once on the same sealed rows: accuracy, or r² for
diabetes. Median of the seeds, and the least and the greatest. Ours is the command \`search\`, run from source, with ${values.strategy ?? 'the default'} strategy and ${values.rule ?? 'the default'} stopping rule. Optuna's TPE
searches scikit-learn's MLP (as many processes as cores share one study), KerasTuner's BayesianOptimization Keras' (all cores), in spaces with
our default space's sizes and ranges. The clock starts with each side's process: imports and the start of workers are counted. Ours and
KerasTuner judge a trial by its best epoch, scikit-learn by its last. *Time*: until a validation score was at least ${share * 100} % of the best one of all sides and seeds;
never counts as the whole time. *Ratio*: of the medians, to ours. *Results*: ours are packs of many trials, the others' single trials.

| data | side | sealed rows' score | best validation score | time, s | ratio | results | seconds with the last fit |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
console.log(report);
const whole = names.length === datasetNames.length && peers.length === peerNames.length && seconds >= 60;
if (whole) writeFileSync(new URL('results/real-training.md', import.meta.url), report);
