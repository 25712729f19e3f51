import { pad, printable, textWidth, truncate } from './text-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly side?: 'left' | 'right';
  /** Never cut, as long as the terminal is wide enough for it: an id is of no use without its end. */
  readonly whole?: boolean;
}

const gap = '  ';
const leastColumn = 6;

/**
 * The rows as lines of at most `width` columns, below a line of titles. What is too wide is cut in the widest columns first;
 * colours of the cells must be put on by `paint`, after widths are known.
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { width, paintTitle = (text) => text }: { readonly width: number; readonly paintTitle?: (text: string) => string },
): string[] {
  const clean = rows.map((row) => row.map(printable));
  const widths = columns.map(({ title }, at) =>
    Math.max(textWidth(title), ...clean.map((row) => textWidth(row[at] ?? ''))),
  );
  const whole = columns.map((column) => column.whole ?? false);
  narrow(widths, whole, width - gap.length * (columns.length - 1));
  const lineOf = (cells: readonly string[]): string =>
    columns
      .map(({ side }, at) => pad(truncate(cells[at] ?? '', widths[at] ?? 0), widths[at] ?? 0, side))
      .join(gap)
      .trimEnd();
  const lines = [paintTitle(lineOf(columns.map(({ title }) => title))), ...clean.map(lineOf)];
  return lines.map((line) => truncate(line, width));
}

/** Takes letters from the widest column until all fit, or none can give any more. */
function narrow(widths: number[], whole: readonly boolean[], available: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess--) {
    const widest = Math.max(...widths.filter((_, at) => whole[at] !== true));
    if (widest <= leastColumn) return;
    const at = widths.findIndex((width, column) => width === widest && whole[column] !== true);
    widths[at] = widest - 1;
  }
}
