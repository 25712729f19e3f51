import { expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { readSeries } from '../../../data/series/read-series.ts';
import type { SeriesPreprocessing } from '../../../shared/preprocessing.ts';
import { parseSpec } from '../../../shared/spec.ts';

const source = (lines: readonly string[]) => bytesSource('s.csv', new TextEncoder().encode(`${lines.join('\n')}\n`));
const header = 'step,place,value';

/** Of a model that knows series by their places, and takes windows of two steps. */
async function preprocessing(): Promise<SeriesPreprocessing> {
  const rows = Array.from({ length: 20 }, (_, step) => [`${step},north,${step}`, `${step},south,${step}`]).flat();
  const spec = parseSpec({
    dataset: 's.csv',
    series: { horizon: 1, window: 2 },
    validation: { time: 'step', group: 'place' },
  });
  const { preprocessing: fitted } = (await prepareDataset(source([header, ...rows]), spec)).refit();
  if (fitted.kind !== 'series') throw new Error(fitted.kind);
  return fitted;
}

it('puts each group in the order of time, without rows that have no place in it', async () => {
  const rows = ['3,b,13', '1,a,1', ',a,9', '1,b,11', '5,,9', '2,a,2', '2,b,', '3,a,', '4,b,14', '9,a,'];
  const fitted = await preprocessing();
  const { ordered, targets, windows } = await readSeries(source([header, ...rows]), fitted);
  // b comes first in the file; a's last rows have no value, and are yet to come.
  expect([...ordered.rows]).toEqual([3, 6, 0, 8, 1, 5]);
  expect(ordered.starts).toEqual([0, 4, 6]);
  expect([...targets]).toEqual([11, NaN, 13, 14, 1, 2]);
  const { mean, scale } = fitted.targetScale ?? { mean: 0, scale: 1 };
  // A missing value is the median of what the model was fitted on, 0 to 15.
  const inUnit = Array.from(windows(Int32Array.of(2, 6)), (value) => Math.round((value * scale + mean) * 1e4) / 1e4);
  expect(inUnit).toEqual([11, 7.5, 1, 2]);
});

it.each([
  ['a place that is not there', 'step,value', ['1,2'], 'place', undefined],
  ['a second row of a time in a place', header, ['1,a,1', '1,b,1', '1,a,2'], 'step', 4],
  ['a time that is none', header, ['1,a,1', 'soon,a,2'], 'step', 3],
  ['a value that is none', header, ['1,a,1', '2,a,much'], 'value', 3],
])('refuses %s', async (_, names, rows, column, row) => {
  const place = row === undefined ? { file: 's.csv' } : { file: 's.csv', row, column };
  await expect(readSeries(source([names, ...rows]), await preprocessing())).rejects.toMatchObject({
    name: 'InvalidDataset',
    place,
  });
});
