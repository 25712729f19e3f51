/**
 * What a proposal costs where there is a long history: `node --import tsx bench/strategies-overhead.ts`, ours and Optuna's TPE in
 * the same run. Prints a report; where nothing is left out it is also written to bench/results.
 *
 * `--histories 1000,10000`, `--strategies gp,optuna-tpe/1`, `--repeats 5`. Takes some minutes; installs Optuna at the first call.
 */
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { parseArgs } from 'node:util';
import type { Candidate } from '../shared/candidate.ts';
import { createRandom } from '../shared/random.ts';
import { unitsOf } from '../shared/search-space/unit.ts';
import { type SearchSpace, sampleCandidate } from '../shared/search-space.ts';
import { median } from './measure.ts';
import { type Contender, contendersOf } from './strategies/contenders.ts';
import { fromPeer, peerSpace, toPeer } from './strategies/peer-space.ts';
import { ownProposer, peerProposer } from './strategies/proposer.ts';

const usual = '1000,10000';
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: usual },
    strategies: { type: 'string', default: '' },
    repeats: { type: 'string', default: '5' },
  },
});
const listOf = (text: string): string[] => text.split(',').filter((part) => part !== '');
const histories = listOf(values.histories).map(Number);
const repeats = Number(values.repeats);

const numbered = (name: string, count: number, distribution: SearchSpace[string]): SearchSpace =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}.${index + 1}`, distribution]));

/** 20 parameters of every kind that a table of values or a range can be. */
const space: SearchSpace = {
  ...numbered('rate', 4, { type: 'logUniform', low: 1e-5, high: 1 }),
  ...numbered('share', 8, { type: 'uniform', low: 0, high: 1 }),
  ...numbered('width', 4, { type: 'ordinal', values: [4, 8, 16, 32, 64, 128, 256, 512] }),
  ...numbered('kind', 4, { type: 'choice', options: ['a', 'b', 'c', 'd'] }),
};

/** To be minimised: a bowl over the places of the values in their ranges. */
const valueAt = (candidate: Candidate): number =>
  unitsOf(space, candidate).reduce((sum, unit) => sum + (unit - 0.3) ** 2, 0);

/** Milliseconds a proposal, in each repeat after a first that is not counted. */
async function measure({ strategy, batch, requirements }: Contender, trials: number): Promise<number[]> {
  const random = createRandom('history');
  const isPeer = requirements !== undefined;
  const candidates = Array.from({ length: trials }, () => sampleCandidate(space, random));
  const proposer = requirements === undefined ? ownProposer() : peerProposer(requirements);
  try {
    const begin = {
      strategy,
      seed: 1,
      space: isPeer ? peerSpace(space) : space,
      maximise: false,
      deterministic: true,
      trials: 2 * trials,
      batch,
      history: candidates.map((candidate) => ({
        candidate: isPeer ? toPeer(space, candidate) : candidate,
        value: valueAt(candidate),
      })),
    };
    let answer = await proposer.request({ begin, ask: batch });
    const milliseconds: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const tell = answer.candidates.map((given) => valueAt(isPeer ? fromPeer(space, given) : given));
      answer = await proposer.request({ tell, ask: batch });
      milliseconds.push((answer.seconds * 1000) / batch);
    }
    return milliseconds;
  } finally {
    proposer.end();
  }
}

const shown = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 10 ? 2 : 0);

const names = values.strategies === '' ? ['ours', 'optuna-tpe', 'optuna-tpe-multivariate'] : listOf(values.strategies);
const rows: string[] = [];
for (const contender of contendersOf(names)) {
  const cells: string[] = [];
  for (const trials of histories) {
    const milliseconds = await measure(contender, trials);
    cells.push(`${shown(median(milliseconds))} (${shown(Math.max(...milliseconds))})`);
  }
  rows.push(
    `| ${contender.requirements === undefined ? `**${contender.id}**` : contender.id} | ${cells.join(' | ')} |`,
  );
  console.error(`${contender.id}: ${cells.join(', ')}`);
}
const report = `# What a proposal costs

${new Date().toISOString().slice(0, 10)}, \`${['node --import tsx bench/strategies-overhead.ts', ...process.argv.slice(2)].join(' ')}\`. ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, node ${process.versions.node}, optuna 5.0.0.

Milliseconds a proposal where so many trials have been observed, in a space of 20 parameters: 12 ranges, 4 lists of ordered values, 4 choices.
Median of ${repeats} rounds (and the longest) after one that is not counted. \`/20\`: 20 at once, the time shared out; \`/1\`: one at a time. Ours (in bold) are
stateless: each call reads the whole history anew. Optuna's studies are in memory; telling is counted with it.

| strategy / batch | ${histories.map((trials) => `${trials} trials`).join(' | ')} |
| --- | ${histories.map(() => '---').join(' | ')} |
${rows.join('\n')}
`;
console.log(report);
if (values.strategies === '' && values.histories === usual) {
  writeFileSync(new URL('results/strategies-overhead.md', import.meta.url), report);
}
