import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePicture, measurePicture } from '../../../../data/images/codecs/index.ts';
import { resized } from '../../../../data/images/resize.ts';
import type { SearchError } from '../../../../shared/errors.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const read = (name: string): Uint8Array => readFileSync(join(fixtures, name));
const truth = JSON.parse(readFileSync(join(fixtures, 'pictures.json'), 'utf8')) as Record<
  string,
  { shape: [number, number, number?]; values: number[] }
>;

function largestDifference(values: ArrayLike<number>, others: ArrayLike<number>): number {
  expect(values.length).toBe(others.length);
  return Math.max(...Array.from(values, (value, at) => Math.abs(value - (others[at] ?? Number.NaN))));
}

function told(bytes: Uint8Array): string {
  try {
    decodePicture(bytes, 'a.png');
    return 'nothing';
  } catch (error) {
    return (error as SearchError).describe();
  }
}

describe('pictures look as Pillow sees them', () => {
  const whole = Object.keys(truth).filter((name) => !name.includes(' to '));
  it.each(whole)('%s', (name) => {
    const { shape, values } = truth[name] ?? { shape: [0, 0], values: [] };
    const [height, width, channels = 1] = shape;
    const picture = decodePicture(read(name), name);
    expect(picture).toMatchObject({ height, width, channels });
    expect(measurePicture(read(name), name)).toMatchObject({ height, width });
    // Decoders of JPEG may round each coefficient otherwise.
    expect(largestDifference(picture.values, values)).toBeLessThanOrEqual(name.endsWith('.jpg') ? 2 : 0);
  });

  it.each(['6 x 8', '48 x 64'])('resized to %s, to the rounding of its two passes', (size) => {
    const { shape, values } = truth[`photo.png to ${size}`] ?? { shape: [0, 0], values: [] };
    const [height, width] = shape;
    const picture = resized(decodePicture(read('photo.png'), 'photo.png'), { height, width });
    expect(largestDifference(picture.values, values)).toBeLessThanOrEqual(1);
  });
});

it('averages over the area that a pixel covers, also where borders cut through pixels', () => {
  const row = { height: 1, width: 5, channels: 1, values: Float32Array.of(10, 20, 30, 40, 50) };
  const { values } = resized(row, { height: 1, width: 2 });
  expect(values[0]).toBeCloseTo((10 + 20 + 0.5 * 30) / 2.5, 5);
  expect(values[1]).toBeCloseTo((0.5 * 30 + 40 + 50) / 2.5, 5);
});

/** A PNG of grey pixels whose size and data are what they are told to be, checksums right. */
function forged(width: number, height: number, data: Uint8Array): Uint8Array {
  const chunk = (type: string, content: Uint8Array): Uint8Array => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    read('rgb.png').subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

describe('what is broken or hostile is told with the file', () => {
  const rgb = read('rgb.png');
  const flipped = Uint8Array.from(rgb, (byte, at) => (at === 60 ? byte ^ 1 : byte));
  it.each<[string, Uint8Array, RegExp]>([
    ['a truncated PNG', rgb.subarray(0, 300), /not readable as PNG: it ends too early \(a\.png\)/],
    ['a PNG with a flipped bit', flipped, /checksum/],
    ['a truncated JPEG', read('baseline.jpg').subarray(0, 700), /not readable as JPEG/],
    ['a JPEG of its first bytes', read('baseline.jpg').subarray(0, 12), /not readable as JPEG/],
    ['an empty file', new Uint8Array(0), /the file is empty \(a\.png\)/],
    ['a text', Buffer.from('hello'), /no PNG or JPEG/],
    ['too large a size', forged(100_000, 100_000, new Uint8Array(0)), /100000 × 100000 pixels; 50000000 are the limit/],
    ['no size', forged(0, 4, new Uint8Array(0)), /makes no sense/],
    ['too few pixels', forged(4, 4, deflateSync(new Uint8Array(19))), /19 bytes of pixels where 20 are needed/],
    ['more pixels than announced', forged(4, 4, deflateSync(new Uint8Array(50_000_000))), /not readable as PNG/],
  ])('%s', (_, bytes, message) => {
    expect(told(bytes)).toMatch(message);
  });

  it('decodes what is exactly as announced', () => {
    expect(decodePicture(forged(4, 4, deflateSync(new Uint8Array(20))), 'a.png').values).toEqual(new Uint8Array(16));
  });
});
