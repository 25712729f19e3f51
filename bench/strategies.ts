/**
 * Our strategies beside Optuna's samplers and SMAC3 on tables of trained networks and on functions with known optima:
 * `node --import tsx bench/strategies.ts`. Prints a report; where nothing is left out it is also written to bench/results.
 *
 * `--seeds 10`, `--strategies gp,optuna-tpe/1` (`ours`, `peers`), `--tasks car,Branin` (parts of names), `--trials 200`,
 * `--objectives mean,drawn`, `--lanes 1` (runs at once), `--journal FILE` (goes on where a bench that was ended has kept its runs). Takes more than an
 * hour; installs the peers at the first call, PyTorch for Optuna's GP among them.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contendersOf } from './strategies/contenders.ts';
import { functionTasks } from './strategies/functions.ts';
import { openJournal } from './strategies/journal.ts';
import { race } from './strategies/race.ts';
import { strategiesPlot, strategiesReport } from './strategies/report.ts';
import type { Run } from './strategies/run.ts';
import { tableTasks } from './strategies/tables.ts';
import type { Objective } from './strategies/task.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    strategies: { type: 'string', default: '' },
    tasks: { type: 'string', default: '' },
    trials: { type: 'string', default: '200' },
    objectives: { type: 'string', default: 'mean,drawn' },
    lanes: { type: 'string', default: '1' },
    journal: { type: 'string' },
  },
});
const listOf = (text: string): string[] => text.split(',').filter((part) => part !== '');
const wantedTasks = listOf(values.tasks);
const tasks = [...tableTasks(), ...functionTasks()].filter(
  ({ family, name }) => wantedTasks.length === 0 || wantedTasks.some((part) => `${family} ${name}`.includes(part)),
);
const seeds = Number(values.seeds);
const trials = Number(values.trials);

const isObjective = (name: string): name is Objective => name === 'mean' || name === 'drawn';
const runs = listOf(values.objectives)
  .filter(isObjective)
  .flatMap((objective) =>
    contendersOf(listOf(values.strategies))
      .filter(({ onlyMean }) => objective === 'mean' || onlyMean !== true)
      .flatMap((contender) =>
        Array.from({ length: Math.min(seeds, contender.mostSeeds ?? seeds) }, (_, seed) => seed).flatMap((seed) =>
          tasks
            .filter(({ draw }) => objective === 'mean' || draw !== undefined)
            .map((task): Run => ({ contender, task, objective, seed })),
        ),
      ),
  );

const journal = openJournal(values.journal, trials);
const started = performance.now();
let finished = 0;
const results = await race(runs, {
  trials,
  lanes: Number(values.lanes),
  journal,
  done({ contender, objective, seed, task }) {
    finished++;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const left = `${finished} of ${runs.length}, ${seconds} s`;
    if (task === tasks.at(-1) || finished % 50 === 0)
      console.error(`${contender.id}, ${objective}, seed ${seed}: ${left}`);
  },
});
const { journal: file, ...told } = values;
const flags = Object.entries(told).flatMap(([name, value]) => (value === '' ? [] : [`--${name} ${value}`]));
const command = ['node --import tsx bench/strategies.ts', ...flags].join(' ');
const duration =
  file === undefined
    ? `${((performance.now() - started) / 60_000).toFixed(0)} minutes in all`
    : 'in several sittings, whose runs were kept in a journal';
const report = strategiesReport(results, { command, trials, duration });
console.log(report);
if (values.strategies === '' && values.tasks === '' && trials === 200) {
  const folder = new URL('results/', import.meta.url);
  writeFileSync(new URL('strategies.md', folder), report);
  writeFileSync(new URL('strategies.svg', folder), strategiesPlot(results));
}
