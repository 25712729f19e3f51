import { formatScore } from '../../report/page/format.js';
import { metricLabel } from '../../report/words.ts';
import { formatDollars } from '../estimate/estimate-lines.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { SearchSummary } from './search-summary.ts';

interface SummaryColumn {
  readonly title: string;
  readonly side?: 'right';
  readonly whole?: boolean;
  /** Width of the terminal that it is shown from: a narrow one has less to tell rather than everything cut. */
  readonly from: number;
  readonly cell: (summary: SearchSummary) => string;
}

const score = (value: number | undefined): string => (value === undefined ? '' : formatScore(value));

const columns: readonly SummaryColumn[] = [
  { title: 'search', whole: true, from: 0, cell: ({ searchId }) => searchId },
  { title: 'dataset', from: 0, cell: ({ dataset }) => dataset },
  { title: 'target', from: 110, cell: ({ target }) => target ?? '' },
  { title: 'state', whole: true, from: 0, cell: ({ state }) => state },
  { title: 'rounds', side: 'right', from: 90, cell: ({ rounds }) => String(rounds) },
  { title: 'tried', side: 'right', from: 80, cell: ({ candidates }) => String(candidates) },
  { title: 'judged by', from: 110, cell: ({ metric }) => (metric === undefined ? '' : metricLabel(metric)) },
  { title: 'validation', side: 'right', from: 80, cell: ({ best }) => score(best) },
  { title: 'test', side: 'right', from: 0, cell: ({ test }) => score(test) },
];

const costs: SummaryColumn = {
  title: 'cost',
  side: 'right',
  from: 0,
  cell: ({ dollars }) => (dollars === undefined ? '' : formatDollars(dollars)),
};

/** The searches as a table. */
export function summaryLines(summaries: readonly SearchSummary[], { style, width }: Terminal): string[] {
  const room = width();
  const all = summaries.some(({ dollars }) => dollars !== undefined) ? [...columns, costs] : columns;
  const shown = all.filter(({ from }) => room >= from);
  return table(
    shown,
    summaries.map((summary) => shown.map(({ cell }) => cell(summary))),
    { width: room, paintTitle: style.bold },
  );
}
