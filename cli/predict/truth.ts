import { type Cell, cellText } from '../../data/cell.ts';
import { readNumber } from '../../data/columns/read-cell.ts';
import { plural } from '../../report/words.ts';
import { outputsOf } from '../../shared/dataset.ts';
import { gatherRows } from '../../shared/gather-rows.ts';
import { allMetrics } from '../../shared/metrics.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

/** Numbers that are kept for the metrics, some 80 MB: those beyond are predicted and not scored. */
const mostValues = 20_000_000;

/** Compares predictions with the target, where the file has it. */
export interface Truth {
  /**
   * `cells` are the target's, one a row; for a series row-major [rows, horizon]. `values` are the predictions of the rows,
   * row-major, in the target's own unit.
   */
  add(cells: readonly Cell[], values: Float32Array): void;
  /** Every metric of the task, and what was left out, in words; undefined where no row could be compared. */
  metrics():
    | { readonly rows: number; readonly scores: Record<string, number>; readonly notes: readonly string[] }
    | undefined;
}

export function compareWithTruth(preprocessing: Preprocessing): Truth {
  const { task } = preprocessing;
  const outputs = outputsOf(preprocessing);
  const width = task === 'regression' ? outputs : 1;
  const read = truthReader(preprocessing);
  const mostRows = Math.floor(mostValues / (outputs + width));
  const truth: number[] = [];
  const parts: Float32Array[] = [];
  let unknown = 0;
  let beyond = 0;
  return {
    add(cells, values) {
      const kept: number[] = [];
      for (let row = 0; row < cells.length / width; row++) {
        const own = cells.slice(row * width, (row + 1) * width).map(read);
        if (own.includes(undefined)) unknown++;
        else if (own.some(Number.isNaN)) continue;
        else if (truth.length >= mostRows * width) beyond++;
        else {
          truth.push(...own.map(Number));
          kept.push(row);
        }
      }
      parts.push(gatherRows(values, kept, outputs));
    },
    metrics() {
      if (truth.length === 0) return undefined;
      const values = new Float32Array((truth.length / width) * outputs);
      let at = 0;
      for (const part of parts) {
        values.set(part, at);
        at += part.length;
      }
      const notes = [
        unknown === 0 ? undefined : `not scored: ${plural(unknown, 'row')} with a target that the model does not know`,
        beyond === 0 ? undefined : `not scored: ${plural(beyond, 'row')} more`,
      ].filter((note) => note !== undefined);
      return { rows: truth.length / width, scores: allMetrics(task, { values, truth, outputs }), notes };
    },
  };
}

/** The target of a row as the metrics take it; NaN where it is missing, undefined where it is none the model knows. */
function truthReader({ task, classes }: Preprocessing): (cell: Cell) => number | undefined {
  const number = (cell: Cell): number | undefined => readNumber(cell, true);
  if (task === 'regression') {
    return (cell) => {
      const value = number(cell);
      return value === Infinity || value === -Infinity ? undefined : value;
    };
  }
  const indices = new Map(classes.map((label, index) => [label, index]));
  return (cell) => {
    const text = cellText(cell);
    if (text === undefined) return Number.NaN;
    // "1.0" is the class 1, where the classes are numbers.
    return indices.get(text) ?? indices.get(String(number(cell)));
  };
}
