/** One value as a file gives it. CSV gives text only. */
export type Cell = string | number | boolean | Date | null;

const missingMarkers = new Set(['', 'na', 'n/a', 'nan', 'null', '?', '-', '#n/a']);
const longestMarker = 4;

/** Whether a trimmed text says that there is no value. */
export const isMissingText = (text: string): boolean =>
  text.length <= longestMarker && missingMarkers.has(text.toLowerCase());

/** Without white space at either end; most texts have none, and then nothing is copied. */
export function trimmed(text: string): string {
  const last = text.length - 1;
  return last >= 0 && (text.charCodeAt(0) <= 32 || text.charCodeAt(last) <= 32 || text.charCodeAt(last) === 160)
    ? text.trim()
    : text;
}

/** The cell as the text that categories are told apart by, or undefined where it is missing. */
export function cellText(cell: Cell): string | undefined {
  if (typeof cell === 'string') {
    const text = trimmed(cell);
    return isMissingText(text) ? undefined : text;
  }
  if (cell === null || Number.isNaN(cell)) return undefined;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString();
  return String(cell);
}

const longestShown = 60;

/** A value for a message: quoted, and no longer than a line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  return JSON.stringify(text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text);
}
