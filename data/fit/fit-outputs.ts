import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Target } from '../target.ts';
import { meanAndScale } from './fit-number.ts';

/** What the outputs of a model mean, of every kind of data: the target's classes, or its scale, fitted on these rows. */
export const fitOutputs = (
  { task, name, classes, values }: Target,
  rows: Int32Array,
): Pick<Preprocessing, 'version' | 'task' | 'target' | 'classes' | 'targetScale'> => ({
  version: 2,
  task,
  target: name,
  classes: [...classes],
  ...(task === 'regression'
    ? { targetScale: meanAndScale(Float64Array.from(rows, (row) => values[row] ?? Number.NaN)) }
    : {}),
});
