import { expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { readFeatures } from '../../../data/read-features.ts';
import type { Preprocessing } from '../../../shared/preprocessing.ts';
import { parseSpec } from '../../../shared/spec.ts';

const source = (lines: readonly string[]) => bytesSource('s.csv', new TextEncoder().encode(`${lines.join('\n')}\n`));

/** Of a model that knows sequences of up to three steps of a colour, in the order of `when`. */
async function preprocessing(): Promise<Preprocessing> {
  const rows = Array.from({ length: 12 }, (_, n) =>
    Array.from({ length: (n % 3) + 1 }, (_, step) => `${n},${step},${['red', 'blue'][(n + step) % 2]},k${n % 2}`),
  ).flat();
  const spec = parseSpec({ dataset: 's.csv', sequences: { id: 'who' }, validation: { time: 'when' } });
  return (await prepareDataset(source(['who,when,colour,kind', ...rows]), spec)).refit().preprocessing;
}

async function read(lines: readonly string[]) {
  const batches = [];
  for await (const batch of readFeatures(source(lines), await preprocessing())) batches.push(batch);
  return batches;
}

// Channels are blue, red and (step).
const [blue, red, padding] = [
  [1, 0, 1],
  [0, 1, 1],
  [0, 0, 0],
];

it('makes a row of each id, in the order that they come, with the last steps in the order of time', async () => {
  const lines = [
    'kind,colour,who,when',
    'k1,red,x,4',
    ',red,y,9',
    ',blue,x,1',
    ',red,,5',
    ',red,x,2',
    ',blue,x,3',
    'k0,red,z,',
  ];
  const [batch, ...more] = await read(lines);
  expect(more).toEqual([]);
  // What says nothing of who or when is no step.
  expect(batch).toMatchObject({
    columns: ['who', 'kind'],
    rows: [
      ['x', 'k1'],
      ['y', ''],
    ],
  });
  const steps = [red, blue, red, padding, padding, red];
  expect([...(batch?.features ?? [])]).toEqual(steps.flat());
});

it('needs no target, and takes a category that it does not know as none', async () => {
  const [batch] = await read(['who,when,colour', 'x,1,green', 'x,2,blue']);
  expect(batch).toMatchObject({ columns: ['who'], rows: [['x']] });
  expect([...(batch?.features ?? [])]).toEqual([padding, [0, 0, 1], blue].flat());
});

it('gives a batch without rows of a file that has none', async () => {
  expect(await read(['who,when,colour'])).toEqual([{ columns: ['who'], rows: [], features: new Float32Array(0) }]);
});

it.each([
  ['a column that is not there', ['who,when', 'x,1'], { message: expect.stringContaining('"colour"') as string }],
  ['an id that is not there', ['when,colour', '1,red'], { message: expect.stringContaining('"who"') as string }],
  ['a time that is none', ['who,when,colour', 'x,soon,red'], { place: { file: 's.csv', row: 2, column: 'when' } }],
])('refuses %s', async (_, lines, error) => {
  await expect(read(lines)).rejects.toMatchObject({ name: 'InvalidDataset', ...error });
});
