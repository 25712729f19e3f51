import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { encodeRows } from '../../../data/encode-sealed.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { readFeatures } from '../../../data/read-features.ts';
import { parseSpec, type SpecInput } from '../../../shared/spec.ts';
import { failure } from '../read-rows.ts';
import { npyOf, pngOf, zipOf } from './archives.ts';

const grey = (height: number, width: number, level: number): Uint8Array =>
  pngOf(
    Array.from({ length: height * width }, (_, at) => (level + at) % 256),
    width,
  );
const colored = (height: number, width: number, level: number): Uint8Array =>
  pngOf(
    Array.from({ length: height * width * 3 }, (_, at) => (level * (at % 3) + at) % 256),
    width,
    3,
  );

type Files = Record<string, Uint8Array | string>;
/** Ten pictures of each class. */
const folders = (picture: (row: number) => Uint8Array, classes = ['cat', 'dog']): Files =>
  Object.fromEntries(
    classes.flatMap((label, at) =>
      Array.from({ length: 10 }, (_, row) => [`${label}/${row}.png`, picture(10 * at + row)]),
    ),
  );
const prepare = (files: Files, spec: Partial<SpecInput> = {}) =>
  prepareDataset(bytesSource('photos.zip', zipOf(files)), parseSpec({ dataset: 'photos.zip', ...spec }));

describe('the shape', () => {
  it.each<[string, (row: number) => Uint8Array, Partial<SpecInput>, number[]]>([
    ['is the images’ own where all have one', (row) => grey(9, 7, row), {}, [9, 7, 1]],
    ['is no larger than 64 at that', (row) => grey(65, 65, row), {}, [32, 32, 1]],
    ['follows the median where sizes differ', (row) => grey(row === 0 ? 300 : 40, 80, row), {}, [16, 32, 1]],
    ['is what is asked for', (row) => grey(9, 7, row), { images: { shape: '6x5' } }, [6, 5, 1]],
    ['has colors where one image has', (row) => (row === 13 ? colored(4, 4, 9) : grey(4, 4, row)), {}, [4, 4, 3]],
    ['is grey where that is asked for', (row) => colored(4, 4, row), { images: { shape: '4x4x1' } }, [4, 4, 1]],
    ['is colored where that is asked for', (row) => grey(4, 4, row), { images: { shape: '4x4x3' } }, [4, 4, 3]],
  ])('%s', async (_, picture, spec, shape) => {
    const prepared = await prepare(folders(picture), spec);
    expect(prepared.description.featureShape).toEqual(shape);
    const { data, preprocessing } = prepared.refit();
    expect(data.features).toHaveLength(data.rows * shape.reduce((product, side) => product * side, 1));
    expect(preprocessing).toMatchObject({ kind: 'images', featureShape: shape, pixels: 'bytes' });
  });

  it('keeps what grey images were when a colored one comes after them', async () => {
    const files = folders((row) => (row === 19 ? colored(4, 4, 9) : grey(4, 4, row)));
    const all = await prepare(files);
    const asked = await prepare(files, { images: { shape: '4x4x3' } });
    expect(all.refit().data).toEqual(asked.refit().data);
    expect(all.description.hash).toBe(asked.description.hash);
  });
});

describe('images that cannot be read', () => {
  const files: Files = { ...folders((row) => grey(4, 4, row)), 'cat/3.png': 'junk', 'dog/5.gif': 'GIF89a' };

  it('end the search, with the file', async () => {
    expect(await failure(prepare(files))).toMatchObject({
      name: 'InvalidDataset',
      message: 'the file is no PNG or JPEG image',
      place: { file: 'photos.zip/cat/3.png' },
    });
  });

  it('are left out where the spec says so, named and counted; rows keep their numbers', async () => {
    const prepared = await prepare(files, { images: { broken: 'skip' } });
    const { description } = prepared;
    expect(description).toMatchObject({ rows: 19, classCounts: [9, 10] });
    expect(description.notes).toEqual([
      '2 images that cannot be read are left out: photos.zip/cat/3.png (the file is no PNG or JPEG image), photos.zip/dog/5.gif (the file is no PNG or JPEG image).',
    ]);
    const { features, rowNumbers } = prepared.sealed();
    const source = bytesSource('photos.zip', zipOf(files));
    expect(await encodeRows(source, prepared.refit().preprocessing, rowNumbers)).toEqual(features);
    expect(rowNumbers).not.toContain(3);
  });

  it('end it where none is left', async () => {
    const broken = folders(() => Buffer.from('junk'));
    expect((await failure(prepare(broken, { images: { broken: 'skip', shape: '4x4' } }))).message).toMatch(/no PNG/);
  });
});

describe('what the images show', () => {
  it('is joined over train and test', async () => {
    const files = folders((row) => grey(4, 4, row));
    const parts = Object.entries(files).map(([name, bytes], at) => [`set/${at % 2 ? 'train' : 'test'}/${name}`, bytes]);
    expect((await prepare(Object.fromEntries(parts) as Files)).description).toMatchObject({
      classes: ['cat', 'dog'],
      rows: 20,
    });
  });

  it('may be an amount that a table gives, and the table may divide the rows', async () => {
    const files: Files = Object.fromEntries(Array.from({ length: 24 }, (_, row) => [`p/${row}.png`, grey(4, 4, row)]));
    const lines = Array.from({ length: 24 }, (_, row) => `${row}.png,${Math.floor(row / 4)},x${row},${row * 1.5}`);
    const table = `image,person,remark,age\n${lines.join('\n')}\n`;
    const prepared = await prepare({ ...files, 'p/ages.csv': table }, { validation: { group: 'person' } });
    expect(prepared.description).toMatchObject({ task: 'regression', target: 'age', rows: 24 });
    expect(prepared.description.columns.map(({ name, type, dropped }) => [name, type, dropped === undefined])).toEqual([
      ['image', 'image', true],
      ['person', 'category', false],
      ['remark', 'category', false],
      ['age', 'number', true],
    ]);
    const sealedPeople = new Set(Array.from(prepared.sealed().rowNumbers, (row) => Math.floor(row / 4)));
    expect(prepared.sealed().rows).toBe(4 * sealedPeople.size);
  });

  it.each<[string, Files, RegExp]>([
    ['one class only', folders((row) => grey(4, 4, row), ['cat']), /only one value, "cat"/],
    ['no folders', { 'a.png': grey(4, 4, 1), 'b.png': grey(4, 4, 2) }, /nothing says what the images show/],
    ['no images', { 'a.csv': 'x,y\n1,2\n' }, /the archive has no images/],
    [
      'a table with an image that is not there',
      { ...folders((row) => grey(4, 4, row)), 't.csv': 'file,y\ncat/0.png,a\ncat/1.png,b\ncat/99.png,b\n' },
      /there is no such image/,
    ],
  ])('is refused with %s', async (_, files, message) => {
    expect((await failure(prepare(files))).message).toMatch(message);
  });

  it('cannot be told of a table whose columns are not the shape', async () => {
    const table = bytesSource('t.csv', Buffer.from('a,b,c,y\n1,2,3,x\n'));
    const spec = parseSpec({ dataset: 't.csv', images: { shape: '2x2' } });
    expect(await failure(prepareDataset(table, spec))).toMatchObject({
      name: 'InvalidSpec',
      message: 'The images are told to be 2x2, and 3 columns are left to be their pixels',
    });
  });
});

describe('new images', () => {
  const trained = async () => (await prepare(folders((row) => grey(4, 4, row)))).refit().preprocessing;
  async function read(name: string, bytes: Uint8Array) {
    for await (const batch of readFeatures(bytesSource(name, bytes), await trained())) return batch;
    return undefined;
  }

  it('may be one file, of any size and color', async () => {
    expect(await read('new.png', colored(30, 20, 5))).toMatchObject({ columns: ['file'], rows: [['new.png']] });
  });

  it('show what their folders say only where the model knows it', async () => {
    const files = folders((row) => grey(4, 4, row));
    expect((await read('new.zip', zipOf(files)))?.columns).toEqual(['file', 'label']);
    const others = folders((row) => grey(4, 4, row), ['june', 'july']);
    expect((await read('new.zip', zipOf(others)))?.columns).toEqual(['file']);
  });

  it('are not taken from numbers of another kind, nor from a table', async () => {
    const floats = zipOf({ 'x.npy': npyOf('<f4', [1, 4, 4], new Uint8Array(16)) });
    expect((await failure(read('new.npz', floats))).message).toMatch(/the model knows pictures/);
    expect((await failure(read('new.csv', Buffer.from('a,b\n1,2\n')))).message).toMatch(/this is a table/);
  });
});
