import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { encodeRows } from '../../../data/encode-sealed.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { readFeatures } from '../../../data/read-features.ts';
import { datasetDescriptionSchema, type PreparedDataset } from '../../../shared/dataset.ts';
import { preprocessingSchema, type TextPreprocessing } from '../../../shared/preprocessing.ts';
import { parseSpec, type SpecInput } from '../../../shared/spec.ts';

const source = (lines: readonly string[]) => bytesSource('t.csv', new TextEncoder().encode(`${lines.join('\n')}\n`));
const spec = (more: Partial<SpecInput> = {}) => parseSpec({ dataset: 't.csv', text: { column: 'message' }, ...more });

/** 20 texts: "good day <n>" and "bad <n> night …", n spelt as a word of its own; every fourth ends in "zzz". */
const textOf = (n: number): string =>
  [n % 2 === 0 ? 'Good day' : 'BAD', `w${n}`, n % 2 === 0 ? '' : 'night', n % 4 === 0 ? 'zzz' : ''].join(' ').trim();
const numbers = Array.from({ length: 20 }, (_, n) => n);
const header = 'kind,message';
const rowOf = (n: number): string => `${n % 2 === 0 ? 'kind' : 'unkind'},"${textOf(n)}"`;
const lines = [header, ...numbers.map(rowOf)];

function textPreprocessing(prepared: PreparedDataset): TextPreprocessing {
  const { preprocessing } = prepared.refit();
  if (preprocessing.kind !== 'text') throw new Error(preprocessing.kind);
  return preprocessing;
}

describe('texts', () => {
  it('are rows of indices of words, padded in front, by a vocabulary of the most frequent ones first', async () => {
    const prepared = await prepareDataset(source(lines), spec());
    const preprocessing = textPreprocessing(prepared);
    expect(preprocessingSchema.parse(preprocessing)).toEqual(preprocessing);
    // 8 texts each of the unsealed 16, equal ones by their letters; zzz is of 5 texts at most. w0, w1 … are of one alone.
    expect(preprocessing).toMatchObject({ vocabulary: ['bad', 'day', 'good', 'night', 'zzz'], target: 'kind' });
    const { data } = prepared.refit();
    expect(data).toMatchObject({ featureShape: [4, 1], rows: 16, outputs: 2, vocabulary: 7 });
    const sealed = new Set(prepared.sealed().rowNumbers);
    const [bad, day, good, night, zzz, unknown] = [2, 3, 4, 5, 6, 1];
    const expected = (n: number): number[] =>
      n % 2 === 1 ? [0, bad, unknown, night] : n % 4 === 0 ? [good, day, unknown, zzz] : [0, good, day, unknown];
    expect([...data.features]).toEqual(numbers.filter((n) => !sealed.has(n)).flatMap(expected));
    expect([...prepared.sealed().features]).toEqual([...sealed].flatMap(expected));

    const { description } = prepared;
    expect(datasetDescriptionSchema.parse(description)).toEqual(description);
    expect(description).toMatchObject({ kind: 'text', vocabulary: 7, featureShape: [4, 1], task: 'binary', rows: 20 });
    expect(description.columns).toEqual([
      { name: 'kind', type: 'category', missing: 0, features: [] },
      { name: 'message', type: 'text', missing: 0, features: ['word'] },
    ]);
  });

  it('are fitted on the training rows alone', async () => {
    const before = await prepareDataset(source(lines), spec());
    const fold = before.fold(0);
    expect(fold.training).toHaveLength(12);
    const sealed = new Set(before.sealed().rowNumbers);
    const unsealed = numbers.filter((n) => !sealed.has(n));
    const trained = new Set([...fold.training].map((at) => unsealed[at]));
    const other = (n: number): string => rowOf(n).replaceAll(/"$/g, ' other words in a text that is longer than any"');
    const after = await prepareDataset(
      source([header, ...numbers.map((n) => (trained.has(n) ? rowOf(n) : other(n)))]),
      spec(),
    );
    const changed = after.fold(0);
    expect([...changed.training]).toEqual([...fold.training]);
    expect(changed).toMatchObject({ featureShape: [4, 1], vocabulary: 7 });
    for (const at of fold.training) {
      expect(changed.features.subarray(4 * at, 4 * at + 4)).toEqual(fold.features.subarray(4 * at, 4 * at + 4));
    }
    // Of others the beginning is read, without the words that no training row has.
    const at = [...fold.validation].find((one) => (unsealed[one] ?? 0) % 2 === 1) ?? 0;
    expect([...changed.features.subarray(4 * at, 4 * at + 4)]).toEqual([2, 1, 5, 1]);
    expect(after.refit().data.vocabulary).toBeGreaterThan(7);
  });

  it('may be read by characters, and no more of them than asked for', async () => {
    const settings = spec({ text: { column: 'message', unit: 'character', length: 3 }, target: 'kind' });
    const prepared = await prepareDataset(source(lines), settings);
    const { vocabulary } = textPreprocessing(prepared);
    const { data } = prepared.refit();
    const read = Array.from({ length: 16 }, (_, row) =>
      [...data.features.subarray(3 * row, 3 * row + 3)].map((index) => vocabulary[index - 2]).join(''),
    );
    expect([...new Set(read)].sort()).toEqual(['bad', 'goo']);
    // In all texts, good ones and nights; after them what only one kind has.
    expect(vocabulary.slice(0, 5)).toEqual([' ', 'a', 'd', 'g', 'w']);
  });

  it('without a token are one that is unknown, in new data as in old', async () => {
    const settings = spec({ text: { column: 'message', length: 2 } });
    const prepared = await prepareDataset(source([...lines, 'kind,"!!!"', 'unkind,']), settings);
    const preprocessing = textPreprocessing(prepared);
    const batches = [];
    for await (const batch of readFeatures(source(['x,message', '1,"?!"', '2,', '3,good new day']), preprocessing)) {
      batches.push(batch);
    }
    const good = 2 + preprocessing.vocabulary.indexOf('good');
    expect([...(batches[0]?.features ?? [])]).toEqual([0, 1, 0, 1, good, 1]);
    const { features, rowNumbers } = prepared.sealed();
    expect(await encodeRows(source([...lines, 'kind,"!!!"', 'unkind,']), preprocessing, rowNumbers)).toEqual(features);
    const all = [...prepared.refit().data.features, ...features];
    const pairs = all.flatMap((_, at) => (at % 2 === 0 ? [`${all[at]},${all[at + 1]}`] : []));
    expect(pairs.filter((pair) => pair === '0,1')).toHaveLength(2);
  });

  it('may be divided by time, and have numbers as targets', async () => {
    const rows = numbers.map((n) => `${19 - n},${textOf(n)},${n / 4}`);
    const prepared = await prepareDataset(
      source(['when,message,value', ...rows]),
      spec({ validation: { time: 'when' } }),
    );
    expect([...prepared.sealed().rowNumbers]).toEqual([0, 1, 2, 3]);
    expect(prepared.refit().data).toMatchObject({ task: 'regression', outputs: 1 });
    expect(prepared.description.columns[0]?.dropped).toContain('beside the text');
  });

  it('read otherwise are other data', async () => {
    const settings = [
      spec(),
      spec({ text: { column: 'message', unit: 'character' } }),
      spec({ text: { column: 'message', length: 2 } }),
    ];
    const hashes = await Promise.all(
      settings.map(async (one) => (await prepareDataset(source(lines), one)).description.hash),
    );
    expect(new Set(hashes).size).toBe(3);
    expect((await prepareDataset(source(lines), spec())).description.hash).toBe(hashes[0]);
  });

  it.each<[string, readonly string[], Partial<SpecInput>, object]>([
    ['a column that is not there', lines, { text: { column: 'messages' } }, { place: { key: 'text.column' } }],
    ['the target as text', lines, { target: 'message' }, { place: { key: 'text.column' } }],
    [
      'texts that have no word in common',
      [header, ...numbers.map((n) => `${n % 2 === 0 ? 'kind' : 'unkind'},w${n}`)],
      {},
      { name: 'InvalidDataset', place: { file: 't.csv', column: 'message' } },
    ],
  ])('refuse %s', async (_, rows, more, error) => {
    await expect(prepareDataset(source(rows), spec(more))).rejects.toMatchObject(error);
  });

  it('in new data need their column', async () => {
    const preprocessing = textPreprocessing(await prepareDataset(source(lines), spec()));
    const read = readFeatures(source(['text', 'good']), preprocessing).next();
    await expect(read).rejects.toMatchObject({ message: expect.stringContaining('"message"') as string });
  });
});
