import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../shared/random.ts';
import type { TrainingData } from '../shared/trainer.ts';
import { germanCredit } from './peers/german.ts';

/** A dataset as every side of a bench gets it: numbers standardised by the training rows, which come first. */
export interface BenchData {
  readonly name: string;
  /** Row-major [rows, columns]. */
  readonly features: Float32Array;
  /** [rows]: the class's index. */
  readonly targets: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  /** The first rows train, the others test. */
  readonly trainingRows: number;
}

export type BenchDataName = 'iris' | 'breast_cancer' | 'digits' | 'german';

const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell));

/** A column as numbers: itself, or one column of 0 and 1 a category. */
function encode(cells: readonly string[]): number[][] {
  if (cells.every(isNumber)) return [cells.map(Number)];
  return [...new Set(cells)].sort().map((category) => cells.map((cell) => (cell === category ? 1 : 0)));
}

function standardise(column: readonly number[], trainingRows: number): number[] {
  const training = column.slice(0, trainingRows);
  const mean = training.reduce((sum, value) => sum + value, 0) / trainingRows;
  const variance = training.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trainingRows;
  const scale = variance > 0 ? Math.sqrt(variance) : 1;
  return column.map((value) => (value - mean) / scale);
}

/** Reads a dataset whose last column is the class; 80 % of its rows, drawn with seed 42, train. */
export function benchData(name: BenchDataName): BenchData {
  const german = name === 'german';
  const file = german ? germanCredit() : fileURLToPath(new URL(`../examples/${name}/${name}.csv`, import.meta.url));
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const table = lines.slice(german ? 0 : 1).map((line) => line.split(',').map((cell) => cell.trim()));
  const rows = createRandom('42').shuffle(table);
  const trainingRows = Math.floor(rows.length * 0.8);
  const width = (rows[0]?.length ?? 1) - 1;
  const columns = Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? ''))
    .flatMap(encode)
    .map((column) => standardise(column, trainingRows));
  const classes = [...new Set(rows.map((row) => row[width] ?? ''))].sort();
  return {
    name,
    features: Float32Array.from(rows.flatMap((_, row) => columns.map((column) => column[row] ?? 0))),
    targets: Float32Array.from(rows, (row) => classes.indexOf(row[width] ?? '')),
    rows: rows.length,
    columns: columns.length,
    classes: classes.length,
    trainingRows,
  };
}

/** The same rows as the trainer takes them; the test rows are those it validates on each epoch. */
export function trainingData(data: BenchData): TrainingData {
  const all = Int32Array.from({ length: data.rows }, (_, row) => row);
  return {
    task: data.classes === 2 ? 'binary' : 'multiclass',
    features: data.features,
    rows: data.rows,
    featureShape: [data.columns],
    targets: data.targets,
    outputs: data.classes,
    training: all.slice(0, data.trainingRows),
    validation: all.slice(data.trainingRows),
  };
}
