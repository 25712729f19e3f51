import { expect, it } from 'vitest';
import { bytesSource } from '../../data/bytes-source.ts';
import { encodeRows } from '../../data/encode-sealed.ts';
import { prepareDataset } from '../../data/prepare-dataset.ts';
import { parseSpec } from '../../shared/spec.ts';

const source = (text: string) => bytesSource('flowers.csv', new TextEncoder().encode(text));
const table = [
  'a,colour,kind',
  ...Array.from({ length: 5000 }, (_, row) => `${row % 97},${['red', 'blue'][row % 2]},k${row % 3}`),
];
const spec = parseSpec({ dataset: 'flowers.csv' });

it('encodes sealed rows as their own search does, wherever in the file they are', async () => {
  const prepared = await prepareDataset(source(table.join('\n')), spec);
  const { preprocessing } = prepared.refit();
  const { features, rowNumbers } = prepared.sealed();
  expect(await encodeRows(source(table.join('\n')), preprocessing, rowNumbers)).toEqual(features);
  expect(rowNumbers.at(-1)).toBeGreaterThan(4096);
});

it('finds columns by their names, passes over others, and over rows that nobody asked for', async () => {
  const { preprocessing } = (await prepareDataset(source(table.join('\n')), spec)).refit();
  const other = source('new,colour,a\nx,red,1\ny,blue,not a number\nz,green,3\n');
  const features = await encodeRows(other, preprocessing, Int32Array.of(2, 0));
  const width = preprocessing.featureShape[0] ?? 0;
  const alone = await encodeRows(source('a,colour\n3,green\n1,red\n'), preprocessing, Int32Array.of(0, 1));
  expect(features).toEqual(alone);
  expect(features).toHaveLength(2 * width);
  await expect(encodeRows(other, preprocessing, Int32Array.of(1))).rejects.toMatchObject({
    name: 'InvalidDataset',
    place: { row: 3, column: 'a' },
  });
});

it('says which column is missing', async () => {
  const { preprocessing } = (await prepareDataset(source(table.join('\n')), spec)).refit();
  await expect(encodeRows(source('a,color\n1,red\n'), preprocessing, Int32Array.of(0))).rejects.toMatchObject({
    name: 'InvalidDataset',
    message: expect.stringContaining('"colour"') as string,
  });
});
