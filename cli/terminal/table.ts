import { pad, printable, textWidth, truncate } from './text-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly side?: 'left' | 'right';
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
  narrow(widths, width - gap.length * (columns.length - 1));
  const lineOf = (cells: readonly string[]): string =>
    columns
      .map(({ side }, at) => pad(truncate(cells[at] ?? '', widths[at] ?? 0), widths[at] ?? 0, side))
      .join(gap)
      .trimEnd();
  const lines = [paintTitle(lineOf(columns.map(({ title }) => title))), ...clean.map(lineOf)];
  return lines.map((line) => truncate(line, width));
}

/** Takes columns from the widest until all fit, or none can give any more. */
function narrow(widths: number[], available: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= leastColumn) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
