import { type Cell } from '../../data/cell.ts';
import type { Answer } from '../../local/answers.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

/** Rows with their predictions as text. */
export interface RowFormat {
  /** What stands before the first row. */
  readonly head: string;
  row(cells: readonly Cell[], answer: Answer): string;
}

export interface RowFormatOptions {
  readonly preprocessing: Preprocessing;
  /** The input's columns; those that are kept. */
  readonly columns: readonly string[];
  readonly onlyPredictions: boolean;
}

/** A name that no column has yet: the input may have predictions of another model. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}

/** Of a series one for each step: prediction+1, prediction+2, … */
const predictionColumns = (preprocessing: Preprocessing): string[] =>
  preprocessing.kind === 'series'
    ? Array.from({ length: preprocessing.horizon }, (_, step) => `prediction+${step + 1}`)
    : ['prediction'];

const valuesOf = ({ prediction, probabilities }: Answer): (string | number)[] => [
  ...(typeof prediction === 'object' ? prediction : [prediction]),
  ...probabilities,
];

function answerColumns({ preprocessing, columns, onlyPredictions }: RowFormatOptions): string[] {
  const taken = new Set(onlyPredictions ? [] : columns);
  return [...predictionColumns(preprocessing), ...preprocessing.classes.map((label) => `probability_${label}`)].map(
    (name) => freeName(name, taken),
  );
}

const plain = (cell: Cell): string | number | boolean | null =>
  cell instanceof Date ? (Number.isNaN(cell.getTime()) ? null : cell.toISOString()) : cell;

function csvField(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

/** CSV (RFC 4180), with a header. */
export function csvFormat(options: RowFormatOptions): RowFormat {
  const { columns, onlyPredictions } = options;
  const line = (values: readonly (string | number | boolean | null)[]): string => `${values.map(csvField).join(',')}\n`;
  return {
    head: line([...(onlyPredictions ? [] : columns), ...answerColumns(options)]),
    row: (cells, answer) => line([...(onlyPredictions ? [] : cells.map(plain)), ...valuesOf(answer)]),
  };
}

/** One JSON object a line, with the names that CSV has as columns. */
export function jsonFormat(options: RowFormatOptions): RowFormat {
  const { columns, onlyPredictions } = options;
  const names = answerColumns(options);
  return {
    head: '',
    row: (cells, answer) => {
      const kept = onlyPredictions ? [] : columns.map((name, at) => [name, plain(cells[at] ?? null)] as const);
      const answers = valuesOf(answer).map((value, at) => [names[at] ?? '', value] as const);
      return `${JSON.stringify(Object.fromEntries([...kept, ...answers]))}\n`;
    },
  };
}
