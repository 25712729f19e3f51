import type { DatasetDescription } from '../../shared/dataset.ts';
import type { StoredTable } from '../read-columns.ts';
import type { Target } from '../target.ts';

type Columns = DatasetDescription['columns'];

const channelNames: Readonly<Record<number, readonly string[]>> = { 1: ['grey'], 3: ['red', 'green', 'blue'] };

const namesOf = (channels: number): string[] => [
  ...(channelNames[channels] ?? Array.from({ length: channels }, (_, at) => `channel ${at + 1}`)),
];

/** The columns of images with a table beside them; of that, only the target and what divides the rows is of use. */
export function describeBeside(table: StoredTable, image: string, channels: number, target: Target): Columns {
  return table.names.map((name, index) => {
    const stored = table.columns[index];
    if (name === image) return { name, type: 'image', missing: 0, features: namesOf(channels) };
    const missing = stored?.missing ?? 0;
    if (name === target.name) return { name, type: target.type, missing, features: [] };
    const type =
      stored === undefined || stored.kind === 'nothing' ? 'drop' : stored.kind === 'text' ? 'category' : stored.kind;
    return { name, type, dropped: 'beside the images: they alone are learned from', missing, features: [] };
  });
}

/** The columns of a table whose columns are pixels, each a feature. */
export function describePixels(beside: StoredTable, pixelColumns: readonly string[], target: Target): Columns {
  return [
    ...pixelColumns.map((name): Columns[number] => ({ name, type: 'number', missing: 0, features: [name] })),
    ...describeBeside(beside, '', 0, target),
  ];
}
