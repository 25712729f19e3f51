import { plural } from '../../report/words.ts';
import type { Deployment } from '../../shared/compute.ts';
import type { EstimateItem } from '../../shared/money/estimate.ts';
import { pricesAsOf } from '../../shared/money/prices.ts';
import type { Range } from '../../shared/money/range.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { SearchEstimate } from './estimate-search.ts';

/** As exact as it is known: two digits, never less than a hundredth of a cent. */
export function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.0001) return '<$0.0001';
  if (dollars >= 100) return `$${dollars.toFixed(0)}`;
  const digits = dollars === 0 || dollars >= 1 ? 2 : Math.min(4, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toFixed(Math.max(2, digits))}`;
}

export const dollarRange = (range: Range): string => between(range, formatDollars);

const between = ({ low, high }: Range, format: (value: number) => string): string => {
  const [from, to] = [format(low), format(high)];
  return from === to ? from : `${from} – ${to}`;
};

/** Minutes and hours, rounded as far as they are guesses. */
export function timeRange({ low, high }: Range): string {
  if (high < 100) return `${between({ low, high }, (minutes) => minutes.toFixed(minutes < 10 ? 1 : 0))} minutes`;
  return `${between({ low: low / 60, high: high / 60 }, (hours) => hours.toFixed(1))} hours`;
}

/** The dollars and minutes, and what they are made of. */
export function estimateLines(
  { estimate, oneCallATrial, oneJobATrial, probe }: SearchEstimate,
  deployment: Deployment,
  { style, width }: Terminal,
): string[] {
  const { dollars, minutes, items, trials, packs, rounds, mayEndBy, storageAMonth } = estimate;
  const rows = [...items, { what: 'together', dollars }].map((item) => rowOf(item));
  const elsewhere = [
    rowOf({ what: 'each trial a call of Lambda', dollars: oneCallATrial }),
    rowOf({ what: 'each trial a job of a managed tuner (ml.m5.large)', dollars: oneJobATrial }),
  ];
  const seconds = probe.sampled.reduce((sum, pack) => sum + pack.seconds, 0);
  const inTable = (cells: readonly (readonly string[])[]): string[] =>
    table([{ title: '' }, { title: '', side: 'right' }], cells, { width: width() - 2 })
      .slice(1)
      .map((line) => `  ${line}`);
  const ends = mayEndBy.map((limit) => (limit === 'dollars' ? 'limit of dollars' : 'limit of time'));
  return [
    style.bold(`${dollarRange(dollars)}, ${timeRange(minutes)}`),
    `${plural(trials, 'trial')} in ${plural(packs, 'pack')}, ${plural(rounds, 'round')}, ${plural(deployment.concurrency, 'pack')} at a time`,
    ...(ends.length === 0 ? [] : [`Its ${ends.join(' or its ')} may end it before all are done.`]),
    '',
    ...inTable(rows),
    '',
    'The same trials elsewhere:',
    ...inTable(elsewhere),
    '',
    style.dim(
      `From ${plural(probe.sampled.length, 'pack')} trained here in ${seconds.toFixed(1)} s with the ${deployment.engine} engine.`,
    ),
    style.dim(`What is kept costs ${formatDollars(storageAMonth)} a month. Prices: ${pricesAsOf}.`),
  ];
}

const rowOf = ({ what, dollars }: EstimateItem): readonly string[] => [what, dollarRange(dollars)];
