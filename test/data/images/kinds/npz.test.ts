import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../../data/bytes-source.ts';
import { npz } from '../../../../data/images/kinds/npz.ts';
import { failure } from '../../read-rows.ts';
import { npyOf, zipOf } from '../archives.ts';

const open = (bytes: Uint8Array, shape?: string) =>
  npz(bytesSource('a.npz', bytes), { broken: 'fail', ...(shape === undefined ? {} : { shape }) });
const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, '..', 'fixtures', `${name}.npz`));

async function contents(images: Awaited<ReturnType<typeof open>>) {
  const pixels: number[][] = [];
  for await (const { picture } of images.read(Int32Array.from({ length: images.rows }, (_, row) => row))) {
    pixels.push([...(picture?.values ?? [])]);
  }
  return { pixels, cells: pixels.map((_, row) => images.cells(row)) };
}
const from = (first: number, scale = 1) => Array.from({ length: 12 }, (_, at) => (first + at) * scale);

describe('what NumPy wrote', () => {
  it('is joined from its parts in the order of their names', async () => {
    const images = await open(fixture('bytes'));
    expect(images).toMatchObject({ pixels: 'bytes', rows: 4, declared: { label: 'category' } });
    expect(await contents(images)).toEqual({
      pixels: [from(1), from(13), from(0), from(12)],
      cells: [
        ['x_test.npy[0]', 2],
        ['x_test.npy[1]', 1],
        ['x_train.npy[0]', 1],
        ['x_train.npy[1]', 0],
      ],
    });
  });

  it('may be of half precision, with texts as labels', async () => {
    const { pixels, cells } = await contents(await open(fixture('halves')));
    expect(pixels).toEqual([from(0, 1 / 8), from(12, 1 / 8)]);
    expect(cells.map(([, label]) => label)).toEqual(['cat', 'dög']);
  });

  it('may have its bytes the other way round, and amounts as labels', async () => {
    const images = await open(fixture('big-endian'));
    expect(images).toMatchObject({ pixels: 'numbers', declared: {} });
    const { pixels, cells } = await contents(images);
    expect(pixels).toEqual([from(-5), from(7)]);
    expect(cells.map(([, label]) => label)).toEqual([0.5, 1.5]);
  });
});

const x = npyOf('|u1', [2, 3, 4], from(0).concat(from(0)));
const y = npyOf('|u1', [2], [0, 1]);
it.each<[string, Uint8Array, RegExp]>([
  ['in Fortran order', fixture('fortran'), /Fortran order/],
  ['of Python objects', fixture('pickle'), /Python objects/],
  ['whose channels come first', fixture('channels-first'), /channels come first/],
  ['with fewer labels', zipOf({ 'x.npy': x, 'y.npy': npyOf('|u1', [1], [0]) }), /2 images and 1 labels/],
  ['with vectors as labels', zipOf({ 'x.npy': x, 'y.npy': npyOf('|u1', [2, 3], [0, 0, 1, 0, 1, 0]) }), /2 × 3/],
  ['without images', zipOf({ 'weights.npy': x }), /no array of images among weights/],
  ['with two arrays of images', zipOf({ 'x.npy': x, 'images.npy': x, 'y.npy': y }), /two arrays hold images/],
  [
    'of flat rows',
    zipOf({ 'x.npy': npyOf('|u1', [2, 12], from(0).concat(from(0))), 'y.npy': y }),
    /rows of 12 numbers/,
  ],
  ['that is cut off', zipOf({ 'x.npy': x.subarray(0, x.length - 1), 'y.npy': y }), /23 bytes for 2 × 3 × 4/],
  [
    'that is none',
    zipOf({ 'x.npy': Buffer.from('\x80\x04 a pickle of its own'), 'y.npy': y }),
    /does not begin as one/,
  ],
])('refuses an archive %s', async (_, bytes, message) => {
  const told = await failure(open(bytes));
  expect(told.name).toBe('InvalidDataset');
  expect(told.message).toMatch(message);
});
