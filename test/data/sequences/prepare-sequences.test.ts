import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { encodeRows } from '../../../data/encode-sealed.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { datasetDescriptionSchema, type PreparedDataset } from '../../../shared/dataset.ts';
import { preprocessingSchema } from '../../../shared/preprocessing.ts';
import { createRandom } from '../../../shared/random.ts';
import { parseSpec, type SpecInput } from '../../../shared/spec.ts';

const source = (lines: readonly string[]) => bytesSource('s.csv', new TextEncoder().encode(`${lines.join('\n')}\n`));
const spec = (more: Partial<SpecInput> = {}) =>
  parseSpec({ dataset: 's.csv', target: 'label', sequences: { id: 'id' }, ...more });

/** 20 sequences; the one with number n has n % 4 + 1 steps, with values 10n, 10n + 1, … */
const lengthOf = (n: number): number => (n % 4) + 1;
const stepsOf = (n: number): number[] => Array.from({ length: lengthOf(n) }, (_, step) => 10 * n + step);
const header = 'id,step,value,label';
const rowsOf = (n: number): string[] =>
  stepsOf(n).map((value, step) => `s${n},${step},${value},${n % 2 === 0 ? 'even' : 'odd'}`);
const numbers = Array.from({ length: 20 }, (_, n) => n);
const long = [header, ...numbers.flatMap(rowsOf)];

/** The values of a row of features, [steps, 2], in their own unit; undefined where padded. */
function valuesOf(row: Float32Array, { mean, scale }: { mean: number; scale: number }): (number | undefined)[] {
  return Array.from({ length: row.length / 2 }, (_, step) => {
    const [value = NaN, isStep] = row.subarray(2 * step, 2 * step + 2);
    if (isStep === 1) return Math.round((value * scale + mean) * 1e3) / 1e3 + 0;
    return value === 0 && isStep === 0 ? undefined : NaN;
  });
}

/** Of columns step and value alone: every row as its values, with the number of its sequence. */
function sequencesOf(features: Float32Array, size: number, scaling: { mean: number; scale: number }) {
  return Array.from({ length: features.length / size }, (_, at) => {
    const values = valuesOf(features.subarray(at * size, (at + 1) * size), scaling);
    return { n: Math.floor((values.at(-1) ?? NaN) / 10), values };
  });
}

function numberEncoding(prepared: PreparedDataset, column = 'value') {
  const { preprocessing } = prepared.refit();
  if (preprocessing.kind !== 'sequences') throw new Error(preprocessing.kind);
  const found = preprocessing.columns.find((one) => one.column === column)?.encoding;
  if (found?.kind !== 'number') throw new Error(found?.kind);
  return found;
}

const populationDeviation = (values: readonly number[]): { mean: number; scale: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, scale: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
};

describe('labelled sequences', () => {
  const settings = spec({ columns: { step: 'drop' } });

  it('are rows of steps, padded in front, with a channel that tells steps from padding', async () => {
    const prepared = await prepareDataset(source(long), settings);
    const { data, preprocessing } = prepared.refit();
    expect(data).toMatchObject({ task: 'binary', outputs: 2, featureShape: [4, 2], rows: 16 });
    expect(preprocessingSchema.parse(preprocessing)).toEqual(preprocessing);
    expect(preprocessing).toMatchObject({ kind: 'sequences', id: 'id', features: ['value', '(step)'] });

    const encoding = numberEncoding(prepared);
    const unsealed = sequencesOf(data.features, 8, encoding);
    for (const { n, values } of unsealed) {
      expect(values).toEqual([...Array.from({ length: 4 - lengthOf(n) }), ...stepsOf(n)]);
    }
    const sealed = prepared.sealed();
    const sealedNumbers = sequencesOf(sealed.features, 8, encoding).map(({ n }) => n);
    const all = [...unsealed.map(({ n }) => n), ...sealedNumbers];
    expect(all.toSorted((left, right) => left - right)).toEqual(numbers);
    // Classes in the same proportions in every part.
    expect([...data.targets].filter((label) => label === 1)).toHaveLength(8);
    expect([...sealed.targets]).toEqual(sealedNumbers.map((n) => n % 2));
    expect([...data.targets]).toEqual(unsealed.map(({ n }) => n % 2));
    // Their last rows in the file, the header not counted.
    const lastRow = (n: number): number => numbers.slice(0, n + 1).reduce((sum, each) => sum + lengthOf(each), 0) - 1;
    expect([...sealed.rowNumbers]).toEqual(sealedNumbers.map(lastRow));

    const fitted = unsealed.flatMap(({ n }) => stepsOf(n));
    expect(encoding.mean).toBeCloseTo(populationDeviation(fitted).mean, 9);
    expect(encoding.scale).toBeCloseTo(populationDeviation(fitted).scale, 9);

    const { description } = prepared;
    expect(datasetDescriptionSchema.parse(description)).toEqual(description);
    expect(description).toMatchObject({
      kind: 'sequences',
      rows: 20,
      classes: ['even', 'odd'],
      classCounts: [10, 10],
      trainingRows: 12,
      validationRows: 4,
      sealedRows: 4,
    });
    expect(description.columns).toContainEqual({
      name: 'id',
      type: 'category',
      dropped: 'tells sequences apart',
      missing: 0,
      features: [],
    });
    expect(description.notes).toContain('Sequences have 1 to 4 steps; shorter ones are padded in front to 4.');
  });

  it('are fitted on the training sequences alone, the length of a row too', async () => {
    const before = await prepareDataset(source(long), settings);
    const scaling = numberEncoding(before);
    const { training, features, rows } = before.fold(0);
    expect(rows).toBe(16);
    const refitted = sequencesOf(before.refit().data.features, 8, scaling).map(({ n }) => n);
    const trained = new Set([...training].map((at) => refitted[at]));
    expect(trained.size).toBe(12);
    const changed = numbers.flatMap((n) =>
      trained.has(n)
        ? rowsOf(n)
        : Array.from({ length: 9 }, (_, step) => `s${n},${step},${1e6 * n},${['even', 'odd'][n % 2]}`),
    );
    const after = (await prepareDataset(source([header, ...changed]), settings)).fold(0);
    expect(after.featureShape).toEqual([4, 2]);
    expect([...after.training]).toEqual([...training]);
    for (const at of training) {
      expect(after.features.subarray(at * 8, at * 8 + 8)).toEqual(features.subarray(at * 8, at * 8 + 8));
    }
  });

  it('have their steps in the order of time, wherever in the file the rows are', async () => {
    const ordered = await prepareDataset(source(long), spec({ validation: { time: 'step' } }));
    // The sequences' own order in the file is kept, and with it their division.
    const byLength = numbers.flatMap((n) => rowsOf(n).slice(0, 1));
    const rest = createRandom(3).shuffle(numbers.flatMap((n) => rowsOf(n).slice(1)));
    const apart = await prepareDataset(source([header, ...byLength, ...rest]), spec({ validation: { time: 'step' } }));
    expect(apart.fold(0)).toEqual(ordered.fold(0));
    expect(ordered.description.featureShape).toEqual([4, 2]);
    // Without time, the file's order counts.
    const backwards = [header, ...numbers.flatMap((n) => rowsOf(n).toReversed())];
    const asTheyStand = await prepareDataset(source(backwards), settings);
    const read = sequencesOf(asTheyStand.refit().data.features, 8, numberEncoding(asTheyStand));
    const row = read.find(({ values }) => values.at(-1) === 30);
    expect(row?.values).toEqual([33, 32, 31, 30]);
  });

  it('keep their last steps where they are longer than asked for', async () => {
    const prepared = await prepareDataset(
      source(long),
      spec({ columns: { step: 'drop' }, sequences: { id: 'id', length: 2 } }),
    );
    const { data } = prepared.refit();
    expect(data.featureShape).toEqual([2, 2]);
    for (const { n, values } of sequencesOf(data.features, 4, numberEncoding(prepared))) {
      expect(values).toEqual([...Array.from({ length: Math.max(0, 2 - lengthOf(n)) }), ...stepsOf(n).slice(-2)]);
    }
    expect(prepared.description.notes).toContain(
      'Sequences have 1 to 4 steps; shorter ones are padded in front to 2; of 10 the last 2 are kept.',
    );
  });

  it('may have numbers as targets, and the target in one row alone', async () => {
    const rows = numbers.flatMap((n) => stepsOf(n).map((value, step) => `s${n},${value},${step === 0 ? n / 4 : ''}`));
    const lost = ['s20,1,', ',5,3', 's21,2,'];
    const prepared = await prepareDataset(source(['id,value,label', ...rows, ...lost]), spec());
    const { data } = prepared.refit();
    expect(data).toMatchObject({ task: 'regression', outputs: 1, rows: 16 });
    const read = sequencesOf(data.features, 8, numberEncoding(prepared));
    const targets = read.map(({ n }) => n / 4);
    const { mean, scale } = populationDeviation(targets);
    expect(data.targetScale?.mean).toBeCloseTo(mean, 9);
    expect([...data.targets]).toEqual(targets.map((value) => expect.closeTo((value - mean) / scale, 5) as number));
    expect(prepared.description.notes).toEqual(
      expect.arrayContaining([
        '1 row without a value of "id" is left out.',
        '2 sequences without a value of "label" are left out.',
      ]),
    );
  });

  it('make a champion’s sealed rows as their own search does', async () => {
    const settings = spec({ validation: { time: 'step' } });
    const prepared = await prepareDataset(source(long), settings);
    const { features, rowNumbers } = prepared.sealed();
    const { preprocessing } = prepared.refit();
    expect(await encodeRows(source(long), preprocessing, rowNumbers)).toEqual(features);
    await expect(encodeRows(source(long), preprocessing, Int32Array.of(50))).rejects.toMatchObject({
      name: 'InvalidDataset',
    });
  });

  it('of another order are other data', async () => {
    const hashOf = async (lines: readonly string[], more: Partial<SpecInput> = {}): Promise<string> =>
      (await prepareDataset(source(lines), spec(more))).description.hash;
    const [own, again, shorter, backwards] = await Promise.all([
      hashOf(long),
      hashOf(long),
      hashOf(long, { sequences: { id: 'id', length: 2 } }),
      hashOf([header, ...numbers.flatMap((n) => rowsOf(n).toReversed())]),
    ]);
    expect(again).toBe(own);
    expect(new Set([own, shorter, backwards]).size).toBe(3);
  });

  it.each<[string, readonly string[], Partial<SpecInput>, object]>([
    [
      'two labels in a sequence',
      [...long, 's3,9,9,even'],
      {},
      {
        name: 'InvalidDataset',
        message: expect.stringContaining('"s3"') as string,
        place: { file: 's.csv', row: 52, column: 'label' },
      },
    ],
    ['too few sequences', long.slice(0, 15), {}, { message: expect.stringMatching(/sequences are too few/) as string }],
    [
      'a class of too few sequences',
      [...long, 't1,0,1,other', 't2,0,1,other'],
      {},
      { message: expect.stringContaining('has 2 sequences') as string },
    ],
    ['an id that is no column', long, { sequences: { id: 'name' } }, { place: { key: 'sequences.id' } }],
    ['an id that is the target', long, { sequences: { id: 'label' } }, { place: { key: 'sequences.id' } }],
    [
      'steps that all look alike',
      ['id,label', ...numbers.map((n) => `s${n},${n % 2}`)],
      {},
      { message: expect.stringContaining('no column is left to learn from') as string },
    ],
  ])('refuses %s', async (_, lines, more, error) => {
    await expect(prepareDataset(source(lines), spec(more))).rejects.toMatchObject(error);
  });

  it.each<[string, Partial<SpecInput>, string]>([
    ['groups', { validation: { group: 'a' } }, 'validation.group'],
    ['a series', { series: { horizon: 2 }, validation: { time: 'step' } }, 'sequences'],
    ['images', { images: { shape: '2x2' } }, 'sequences'],
  ])('are not divided or read as %s', (_, more, key) => {
    expect(() => spec(more)).toThrow(expect.objectContaining({ name: 'InvalidSpec', place: { key } }) as Error);
  });
});
