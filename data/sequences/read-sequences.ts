import type { DatasetSource } from '../../shared/dataset.ts';
import { gatherRows } from '../../shared/gather-rows.ts';
import type { SequencePreprocessing } from '../../shared/preprocessing.ts';
import { type Cell, cellText } from '../cell.ts';
import { GrowingArray } from '../columns/growing-array.ts';
import { readDate, readNumber } from '../columns/read-cell.ts';
import { misfit, missingColumn, type RowEncoder, rowEncoder } from '../encode-rows.ts';
import { placeRow } from '../formats/format.ts';
import { invalid } from '../invalid.ts';
import { joinFloats } from '../join-floats.ts';
import { limits } from '../limits.ts';
import { readTable } from '../read-table.ts';
import { groupSteps, lastSteps, type Sequences } from './group-steps.ts';
import { padSequences } from './pad-sequences.ts';

/** The sequences of a file, as a model knows them, the first one first whose row comes first. */
export interface ReadSequences {
  readonly ids: readonly string[];
  /** What the file says of each, null where it does not; undefined where it has no such column. */
  readonly labels: readonly Cell[] | undefined;
  readonly sequences: Sequences;
  /** Row-major [sequences asked for, steps, channels]. */
  features(which: Int32Array): Float32Array;
}

/**
 * Reads a whole table in long form and encodes it as a model's preprocessing does. Rows without an id (or a time, where one
 * orders the steps) are left out. Throws SearchError InvalidDataset where a column is missing or a value does not fit it.
 */
export async function readSequences(
  source: DatasetSource,
  preprocessing: SequencePreprocessing,
): Promise<ReadSequences> {
  const file = source.name;
  const { featureShape } = preprocessing;
  const [steps = 1, channels = 1] = featureShape;
  const parts: Float32Array[] = [];
  const times = new GrowingArray((length) => new Float64Array(length));
  const codes = new GrowingArray((length) => new Int32Array(length));
  const codeOf = new Map<string, number>();
  const labels: Cell[] = [];
  const counted: number[] = [];
  let open: { readonly encode: RowEncoder; readonly read: StepReader; readonly hasLabels: boolean } | undefined;
  let rows = 0;
  for await (const batch of readTable(source)) {
    open ??= {
      encode: rowEncoder(preprocessing, batch.columns, file),
      read: stepReader(preprocessing, batch.columns, file),
      hasLabels: batch.columns.includes(preprocessing.target),
    };
    parts.push(open.encode(batch));
    for (const [at, cells] of batch.rows.entries()) {
      const { id, time, label } = open.read(cells, placeRow(batch, batch.firstRow + at));
      const counts = id !== undefined && !Number.isNaN(time);
      const code = counts ? (codeOf.get(id) ?? codeOf.size) : -1;
      if (counts) {
        codeOf.set(id, code);
        counted.push(rows);
        if (cellText(labels[code] ?? null) === undefined) labels[code] = label;
      }
      codes.push(code);
      times.push(time);
      rows++;
    }
    if (rows * channels > limits.featureCells) throw tooManyRows(channels, file);
  }
  const sequences = groupSteps(Int32Array.from(counted), codes.take(), times.take());
  const encoded = joinFloats(parts);
  return {
    ids: [...codeOf.keys()],
    labels: open?.hasLabels ? labels : undefined,
    sequences,
    features(which) {
      const kept = lastSteps(sequences, which, steps);
      return padSequences(gatherRows(encoded, kept.rows, channels), kept.starts, featureShape);
    },
  };
}

type StepReader = (
  cells: readonly Cell[],
  row: number,
) => { readonly id: string | undefined; readonly time: number; readonly label: Cell };

/** Reads whose step a row is, and when; the time is 0 where steps are in the file's order. Throws SearchError InvalidDataset. */
function stepReader({ id, time, target }: SequencePreprocessing, names: readonly string[], file: string): StepReader {
  const [idAt = -1, timeAt = -1] = [id, ...(time === undefined ? [] : [time.column])].map((name) => {
    if (!names.includes(name)) throw missingColumn(name, names, file);
    return names.indexOf(name);
  });
  const labelAt = names.indexOf(target);
  const readTime = (cell: Cell, row: number): number => {
    if (time === undefined) return 0;
    const value = time.format === 'number' ? readNumber(cell, true) : readDate(cell, time.format, true);
    if (value === undefined) throw misfit(cell, time.column, row, file);
    return value;
  };
  return (cells, row) => ({
    id: cellText(cells[idAt] ?? null),
    time: readTime(cells[timeAt] ?? null, row),
    label: cells[labelAt] ?? null,
  });
}

const tooManyRows = (channels: number, file: string): Error =>
  invalid(
    `the rows of ${channels} channels are more than ${limits.featureCells} numbers, which is the limit`,
    { file },
    'Give fewer sequences at a time',
  );
