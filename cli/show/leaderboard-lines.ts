import { costLabels } from '../../report/choice.ts';
import { formatCount, formatNumber, formatScore } from '../../report/page/format.js';
import { metricLabel, plural } from '../../report/words.ts';
import type { Candidate } from '../../shared/candidate.ts';
import { costNameSchema } from '../../shared/costs.ts';
import { maximumDepth } from '../../shared/network/fully-connected.ts';
import type { Leaderboard, LeaderboardRow } from '../../shared/result.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { printable, textWidth, wrap } from '../terminal/text-width.ts';
import { candidateColumns, cellOf, commonInWords } from './candidate-columns.ts';

/** Enough to name a candidate among thousands. */
const idLength = 8;
const gap = 2;

interface CellColumn extends TableColumn {
  readonly cell: (row: LeaderboardRow) => string;
}

/** The best candidates as a table: as many of their hyperparameters as the terminal is wide, the rest told below. */
export function leaderboardLines(
  { rows, failed, metric }: Leaderboard,
  { top, parameters, terminal }: { top: number; parameters: readonly string[]; terminal: Terminal },
): string[] {
  const shown = rows.slice(0, top);
  const { varied, common } = candidateColumns(
    shown.map(({ candidate }) => candidate),
    parameters,
  );
  const width = terminal.width();
  const all = [...factColumns(shown, metricLabel(metric)), ...parameterColumns(varied)];
  const columns = all.slice(0, countFitting(all, shown, width));
  const left = all.slice(columns.length).map(({ title }) => title);
  const lines = table(
    columns,
    shown.map((row) => columns.map(({ cell }) => cell(row))),
    { width, paintTitle: terminal.style.bold },
  );
  const notes = [
    common.length === 0 || shown.length < 2 ? undefined : `The same in all of these: ${commonInWords(common)}.`,
    left.length === 0 ? undefined : `No room for ${left.join(', ')}: see leaderboard.csv, or --trial.`,
    rows.length > shown.length
      ? `${plural(rows.length - shown.length, 'candidate')} more: --top says how many.`
      : undefined,
    failed.length === 0 ? undefined : failedInWords(failed),
  ].filter((note) => note !== undefined);
  return [
    ...lines,
    ...(notes.length === 0 ? [] : ['']),
    ...notes.flatMap((note) => wrap(printable(note), width).map(terminal.style.dim)),
  ];
}

function factColumns(rows: readonly LeaderboardRow[], score: string): CellColumn[] {
  const deviates = rows.some(({ deviation }) => deviation !== undefined);
  const columns: (CellColumn | undefined)[] = [
    { title: '#', side: 'right', cell: ({ rank }) => String(rank) },
    { title: 'candidate', cell: ({ candidateId }) => candidateId.slice(0, idLength) },
    { title: score, side: 'right', cell: (row) => formatScore(row.score) },
    deviates
      ? { title: '±', side: 'right', cell: ({ deviation }) => (deviation === undefined ? '' : formatScore(deviation)) }
      : undefined,
    { title: 'loss', side: 'right', cell: ({ loss }) => formatScore(loss) },
    { title: 'epochs', side: 'right', cell: ({ bestEpoch, epochs }) => `${bestEpoch}/${epochs}` },
    { title: 'size', side: 'right', cell: ({ parameters }) => formatCount(parameters) },
    ...costNameSchema.options
      .filter((name) => rows.some(({ costs }) => costs?.[name] !== undefined))
      .map((name): CellColumn => {
        const cell = ({ costs }: LeaderboardRow): string =>
          costs?.[name] === undefined ? '' : formatNumber(costs[name]);
        return { title: costLabels[name], side: 'right', cell };
      }),
    rows.some(({ onFront }) => onFront !== undefined)
      ? { title: 'front', cell: ({ onFront }) => (onFront === true ? '●' : '') }
      : undefined,
  ];
  return columns.filter((column) => column !== undefined);
}

const isSize = (name: string): boolean => name === 'depth' || /^width(\.\d+)?$/.test(name);
/** What people look for first, and where the terminal's edge must not be. */
const first = ['optimizer', 'learningRate'];

/** The hidden layers in one column, then the rest. */
function parameterColumns(names: readonly string[]): CellColumn[] {
  const layers: CellColumn = { title: 'layers', cell: ({ candidate }) => layersOf(candidate) };
  const others = names.filter((name) => !isSize(name));
  const ordered = [...first.filter((name) => others.includes(name)), ...others.filter((name) => !first.includes(name))];
  return [
    ...(names.some(isSize) ? [layers] : []),
    ...ordered.map(
      (name): CellColumn => ({ title: name, side: 'right', cell: ({ candidate }) => cellOf(candidate, name) }),
    ),
  ];
}

/** "16-8", or "–" where there is no hidden layer. */
function layersOf(candidate: Candidate): string {
  const depth = typeof candidate.depth === 'number' ? candidate.depth : 1;
  const widths = Array.from(
    { length: Math.min(depth, maximumDepth) },
    (_, at) => cellOf(candidate, `width.${at + 1}`) || cellOf(candidate, 'width') || '32',
  );
  return widths.join('-') || '–';
}

/** How many of the columns, from the left, the terminal is wide enough for. */
function countFitting(columns: readonly CellColumn[], rows: readonly LeaderboardRow[], width: number): number {
  let left = width;
  const beyond = columns.findIndex(({ title, cell }, at) => {
    left -= Math.max(textWidth(title), ...rows.map((row) => textWidth(cell(row)))) + (at === 0 ? 0 : gap);
    return left < 0;
  });
  return beyond === -1 ? columns.length : beyond;
}

function failedInWords(failed: Leaderboard['failed']): string {
  const counts = new Map<string, number>();
  for (const { reason } of failed) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${formatCount(count)} ${reason}`).join(', ');
  return `Without a score: ${reasons}.`;
}
