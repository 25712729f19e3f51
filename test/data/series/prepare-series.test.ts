import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { encodeRows } from '../../../data/encode-sealed.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { datasetDescriptionSchema } from '../../../shared/dataset.ts';
import { gatherRows } from '../../../shared/gather-rows.ts';
import { preprocessingSchema } from '../../../shared/preprocessing.ts';
import { createRandom } from '../../../shared/random.ts';
import { parseSpec, type SpecInput } from '../../../shared/spec.ts';
import type { TrainingData } from '../../../shared/trainer.ts';

const source = (lines: readonly string[]) => bytesSource('s.csv', new TextEncoder().encode(`${lines.join('\n')}\n`));
const spec = (series: SpecInput['series'], more: Partial<SpecInput> = {}) =>
  parseSpec({ dataset: 's.csv', target: 'value', validation: { time: 'date' }, series, ...more });
const dateOf = (row: number): string => new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10);

/** 20 rows by the number of their day, which is their value too. */
const counting = ['step,value', ...Array.from({ length: 20 }, (_, row) => `${row},${row}`)];
const bySteps = (more: Partial<SpecInput> = {}) =>
  spec({ horizon: 2, window: 3 }, { validation: { time: 'step' }, ...more });

/** What a trainer sees, in the target's own unit. */
const unscaled = ({ targetScale }: TrainingData, values: Float32Array): number[] =>
  Array.from(
    values,
    (value) => Math.round((value * (targetScale?.scale ?? 1) + (targetScale?.mean ?? 0)) * 1e4) / 1e4 + 0,
  );

describe('windows of a series', () => {
  it('are the last values before each answer, divided by where the answer lies', async () => {
    const prepared = await prepareDataset(source(counting), bySteps());
    // Rows 16 to 19 are sealed, 12 to 15 validate, 0 to 11 train; first answers run from 3 to 18.
    const data = prepared.fold(0);
    expect(data).toMatchObject({ outputs: 2, featureShape: [3, 1], rows: 12, series: {} });
    const windows = unscaled(data, data.features);
    const answers = unscaled(data, data.targets);
    const rows = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
    expect(windows).toEqual(rows.flatMap((at) => [at - 3, at - 2, at - 1]));
    expect(answers).toEqual(rows.flatMap((at) => [at, at + 1]));
    // Windows whose answers are 11 and 12 are of neither part.
    expect([...data.training].map((row) => rows[row])).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect([...data.validation].map((row) => rows[row])).toEqual([12, 13, 14]);
    // Mean and deviation of 0 … 11.
    expect(data.targetScale?.mean).toBeCloseTo(5.5, 12);
    expect(data.targetScale?.scale).toBeCloseTo(Math.sqrt((12 ** 2 - 1) / 12), 12);

    const sealed = prepared.sealed();
    expect([...sealed.targets]).toEqual([16, 17, 17, 18, 18, 19]);
    expect([...sealed.rowNumbers]).toEqual([15, 16, 17]);
    const { preprocessing } = prepared.refit();
    expect(preprocessing.targetScale?.mean).toBeCloseTo(7.5, 12);
    expect(preprocessingSchema.parse(preprocessing)).toEqual(preprocessing);
    const { description } = prepared;
    expect(datasetDescriptionSchema.parse(description)).toEqual(description);
    expect(description).toMatchObject({
      kind: 'series',
      horizon: 2,
      rows: 15,
      trainingRows: 8,
      validationRows: 3,
      sealedRows: 3,
      featureShape: [3, 1],
    });
    expect(description.notes).toContain('2 windows whose answers reach from one part into the next are left out.');
  });

  it('with folds, are trained on all that is before the part that judges', async () => {
    const settings = spec({ horizon: 2, window: 2 }, { validation: { time: 'step', folds: 3 } });
    const prepared = await prepareDataset(source(counting), settings);
    // The 16 unsealed rows are four blocks of four.
    const judged = [0, 1, 2].map((fold) => {
      const data = prepared.fold(fold);
      const firstAnswers = unscaled(data, data.targets).filter((_, at) => at % 2 === 0);
      const of = (rows: Int32Array) => [...rows].map((row) => firstAnswers[row]);
      return { training: of(data.training), validation: of(data.validation) };
    });
    expect(judged).toEqual([
      { training: [2], validation: [4, 5, 6] },
      { training: [2, 3, 4, 5, 6], validation: [8, 9, 10] },
      { training: [2, 3, 4, 5, 6, 7, 8, 9, 10], validation: [12, 13, 14] },
    ]);
  });

  it('are made in the order of time, wherever in the file the rows are', async () => {
    const inOrder = (await prepareDataset(source(counting), bySteps())).fold(0);
    const [header = '', ...rows] = counting;
    const shuffled = await prepareDataset(source([header, ...createRandom(1).shuffle(rows)]), bySteps());
    expect(shuffled.fold(0)).toEqual(inOrder);
  });

  it('take in other columns as a table does, and which values of the target are missing', async () => {
    const lines = Array.from({ length: 30 }, (_, row) => {
      const value = row === 5 ? '' : row;
      return `${dateOf(row)},${['red', 'blue'][row % 2]},${row % 3},${value}`;
    });
    const prepared = await prepareDataset(
      source(['date,colour,third,value', ...lines]),
      spec({ horizon: 2, window: 3 }, { validation: { time: 'date', testShare: 0.2 } }),
    );
    const { preprocessing } = prepared.refit();
    expect(preprocessing.kind === 'series' && preprocessing.features).toEqual([
      'value',
      'value=(missing)',
      'date.day',
      'date.weekday',
      'colour=blue',
      'colour=red',
      'third',
    ]);
    const data = prepared.fold(0);
    const answers = unscaled(data, data.targets);
    // No answer is row 5, but windows hold it: as missing, in place of which the median of rows 0 to 17 stands.
    expect(answers).not.toContain(5);
    expect(answers.slice(0, 4)).toEqual([3, 4, 6, 7]);
    const [, window] = [0, 1].map((row) => data.features.subarray(row * 21, (row + 1) * 21));
    const step = (at: number): Float32Array => (window ?? new Float32Array()).subarray(at * 7, (at + 1) * 7);
    expect([...step(2).subarray(1, 2), ...step(2).subarray(4, 6)]).toEqual([1, 1, 0]);
    expect([...step(1).subarray(1, 2), ...step(1).subarray(4, 6)]).toEqual([0, 0, 1]);
    expect(unscaled(data, step(2).subarray(0, 1))).toEqual([9]);
    expect(unscaled(data, step(1).subarray(0, 1))).toEqual([4]);
  });

  it('end with the last row that has a target: what stands after it is yet to come', async () => {
    const more = [...counting, '20,', '21,'];
    expect((await prepareDataset(source(more), bySteps())).sealed()).toEqual(
      (await prepareDataset(source(counting), bySteps())).sealed(),
    );
  });

  it('are of one group each, and all groups are divided at the same times', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => [`${row},north,${row}`, `${row},south,${100 + row}`]).flat();
    const settings = bySteps({ validation: { time: 'step', group: 'place' } });
    const prepared = await prepareDataset(source(['step,place,value', ...rows]), settings);
    const data = prepared.fold(0);
    expect(data.featureShape).toEqual([3, 1]);
    const firstAnswers = unscaled(data, data.targets).filter((_, at) => at % 2 === 0);
    const north = [3, 4, 5, 6, 7, 8, 9, 10];
    expect([...data.training].map((row) => firstAnswers[row])).toEqual([...north, ...north.map((at) => 100 + at)]);
    expect([...data.validation].map((row) => firstAnswers[row])).toEqual([12, 13, 14, 112, 113, 114]);
    expect([...prepared.sealed().rowNumbers]).toEqual([30, 32, 34, 31, 33, 35]);
  });
});

describe('nothing of an earlier part depends on later rows', () => {
  const random = createRandom(7);
  const rows = Array.from({ length: 120 }, (_, row) => {
    const wind = random.next() < 0.1 ? '' : random.next().toFixed(3);
    const value = 10 + 5 * Math.sin((2 * Math.PI * row) / 12) + random.next();
    return `${dateOf(row)},${random.pick(['dry', 'wet', 'snow'])},${wind},${value.toFixed(3)}`;
  });
  const header = 'date,sky,wind,value';
  /** Other values from the row on, of the same kinds. */
  const changed = (from: number) => [
    header,
    ...rows.map((line, row) => (row < from ? line : `${dateOf(row)},${['wet', 'hail'][row % 2]},${row},${-5 * row}`)),
  ];
  const trainingPart = (data: TrainingData) => {
    const [window = 1, channels = 1] = data.featureShape;
    return {
      features: gatherRows(data.features, data.training, window * channels),
      targets: gatherRows(data.targets, data.training, data.outputs),
      scale: data.targetScale,
      series: data.series,
      shape: data.featureShape,
    };
  };

  it.each([1, 3])('of %i folds', async (folds) => {
    const settings = spec({ horizon: 3 }, { validation: { time: 'date', folds }, scaling: 'quantile' });
    const before = await prepareDataset(source([header, ...rows]), settings);
    // 24 rows are sealed; of the other 96, one holdout trains on 72, three folds on 24, 48 and 72.
    for (const [fold, from] of folds === 1
      ? [[0, 72]]
      : ([
          [0, 24],
          [1, 48],
          [2, 72],
        ] as const)) {
      const after = await prepareDataset(source(changed(from ?? 0)), settings);
      const part = trainingPart(before.fold(fold ?? 0));
      expect(trainingPart(after.fold(fold ?? 0))).toEqual(part);
      expect(part.features.length).toBeGreaterThan(0);
      expect(after.fold(fold ?? 0).targets).not.toEqual(before.fold(fold ?? 0).targets);
    }
    const after = await prepareDataset(source(changed(96)), settings);
    expect(after.refit()).toEqual(before.refit());
    expect(after.sealed()).not.toEqual(before.sealed());
    expect(after.description.hash).not.toBe(before.description.hash);
  });
});

describe('another model’s windows of the sealed rows', () => {
  it('are what the model’s own search makes of them', async () => {
    const prepared = await prepareDataset(source(counting), bySteps());
    const { preprocessing } = prepared.refit();
    const { features, rowNumbers } = prepared.sealed();
    const [header = '', ...rows] = counting;
    expect(await encodeRows(source(counting), preprocessing, rowNumbers)).toEqual(features);
    const backwards = source([header, ...rows.toReversed()]);
    const numbers = rowNumbers.map((row) => 19 - row);
    expect(await encodeRows(backwards, preprocessing, numbers)).toEqual(features);
  });

  it('are not where there are too few rows before them', async () => {
    const { preprocessing } = (await prepareDataset(source(counting), bySteps())).refit();
    await expect(encodeRows(source(counting), preprocessing, Int32Array.of(2, 1))).rejects.toMatchObject({
      name: 'InvalidDataset',
      message: expect.stringContaining('takes 3 rows') as string,
    });
  });
});

describe('refused is', () => {
  it.each([
    [
      'a second row of a time',
      [...counting, '7,3'],
      bySteps(),
      'a second row has the time "7"',
      { row: 22, column: 'step' },
    ],
    [
      'a series too short for its answers',
      counting,
      bySteps({ series: { horizon: 5, window: 3 } }),
      'to validate on',
      {},
    ],
    ['one too short for its window', counting, bySteps({ series: { horizon: 2, window: 11 } }), 'to train on', {}],
    ['a target of texts', ['step,value', '1,a', '2,b', '3,c'], bySteps(), 'not a number', { column: 'value' }],
    [
      'a time of texts',
      ['step,value', ...Array.from({ length: 20 }, (_, row) => `x${row},${row}`)],
      bySteps(),
      'cannot order the rows',
      { column: 'step' },
    ],
  ])('%s', async (_, lines, settings, message, place) => {
    await expect(prepareDataset(source(lines), settings)).rejects.toMatchObject({
      name: 'InvalidDataset',
      message: expect.stringContaining(message) as string,
      place,
    });
  });

  it.each([
    [{ series: { horizon: 2 } }, 'validation.time'],
    [{ series: { horizon: 2 }, validation: { time: 'step' }, task: 'binary' }, 'task'],
    [{ series: { horizon: 0 }, validation: { time: 'step' } }, 'series.horizon'],
  ] as const)('the spec %j', (more, key) => {
    expect(() => parseSpec({ dataset: 's.csv', ...more })).toThrow(
      expect.objectContaining({ name: 'InvalidSpec', place: expect.objectContaining({ key }) as object }) as Error,
    );
  });
});
