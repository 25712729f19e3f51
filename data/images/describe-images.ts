import type { ColumnDescription } from '../../shared/dataset.ts';
import { describeBeside } from '../describe-beside.ts';
import type { StoredTable } from '../read-columns.ts';
import type { Target } from '../target.ts';

const channelNames: Readonly<Record<number, readonly string[]>> = { 1: ['grey'], 3: ['red', 'green', 'blue'] };

const namesOf = (channels: number): string[] => [
  ...(channelNames[channels] ?? Array.from({ length: channels }, (_, at) => `channel ${at + 1}`)),
];

/** The columns of images with a table beside them; of that, only the target and what divides the rows is of use. */
export const describeImages = (
  table: StoredTable,
  image: string,
  channels: number,
  target: Target,
): ColumnDescription[] =>
  describeBeside(table, { name: image, type: 'image', missing: 0, features: namesOf(channels) }, target);

/** The columns of a table whose columns are pixels, each a feature. */
export const describePixels = (
  beside: StoredTable,
  pixelColumns: readonly string[],
  target: Target,
): ColumnDescription[] => [
  ...pixelColumns.map((name): ColumnDescription => ({ name, type: 'number', missing: 0, features: [name] })),
  ...describeBeside(beside, undefined, target),
];
