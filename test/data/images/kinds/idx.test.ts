import { expect, it } from 'vitest';
import { bytesSource } from '../../../../data/bytes-source.ts';
import { openImages } from '../../../../data/images/kinds/index.ts';
import { failure } from '../../read-rows.ts';
import { idxOf, zipOf } from '../archives.ts';

const images = idxOf([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
const labels = idxOf([2], [0, 1]);
const open = (files: Readonly<Record<string, Uint8Array>>) =>
  openImages(bytesSource('mnist.zip', zipOf(files)), { broken: 'fail' });
const [imagesName, labelsName] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
const patched = (bytes: Uint8Array, at: number, value: number) =>
  Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte));

it.each<[string, Readonly<Record<string, Uint8Array>>, RegExp, string]>([
  [
    'a wrong magic number',
    { [imagesName]: patched(images, 0, 1), [labelsName]: labels },
    /first bytes are not 0/,
    imagesName,
  ],
  [
    'numbers of another type',
    { [imagesName]: patched(images, 2, 13), [labelsName]: labels },
    /not unsigned bytes/,
    imagesName,
  ],
  [
    'more pixels announced',
    { [imagesName]: patched(images, 7, 200), [labelsName]: labels },
    /8 bytes for 200 × 2 × 2/,
    imagesName,
  ],
  [
    'more labels than images',
    { [imagesName]: images, [labelsName]: idxOf([3], [0, 1, 1]) },
    /2 images and 3 labels/,
    imagesName,
  ],
  ['images where labels should be', { [imagesName]: images, [labelsName]: images }, /3 dimensions/, labelsName],
  ['no labels', { [imagesName]: images }, /no file of labels/, imagesName],
  ['labels alone', { [labelsName]: labels }, /no file of images/, labelsName],
  [
    'a damaged gzip',
    { [`${imagesName}.gz`]: images, [labelsName]: labels },
    /not readable as gzip/,
    `${imagesName}.gz`,
  ],
])('refuses %s and names the file', async (_, files, message, name) => {
  const told = await failure(open(files));
  expect(told.message).toMatch(message);
  expect(told.place.file).toBe(`mnist.zip/${name}`);
});
