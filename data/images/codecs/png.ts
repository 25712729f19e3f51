import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import type { Picture, PictureSize } from '../picture.ts';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const headerLength = 13;
const indexed = 3;

/** Samples of a pixel, by the header's colour type. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, [indexed]: 1, 4: 2, 6: 4 };
/** First column, first row, and steps of the seven passes of an interlaced image (PNG, 8.1). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Header extends PictureSize {
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

export const isPng = (bytes: Uint8Array): boolean => signature.every((byte, at) => bytes[at] === byte);

/** The size that the header tells. Throws Error where it is none. */
export function measurePng(bytes: Uint8Array): PictureSize {
  const [{ type, data }] = chunksOf(bytes, 1) as [Chunk];
  return headerOf(type, data);
}

/**
 * Decodes PNG into 8 bits a channel, grey or colour; what is transparent stands before white. Throws Error where the file is
 * damaged: checksums are compared, and no more is decompressed than the header announces.
 */
export function decodePng(bytes: Uint8Array): Picture {
  const chunks = chunksOf(bytes, Infinity);
  const [first] = chunks as [Chunk];
  const header = headerOf(first.type, first.data);
  if (header.interlaced && header.depth < 8) throw new Error('interlaced, with fewer than 8 bits a channel');
  const compressed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const pixels = inflated(compressed, header);
  // The decoder decompresses without a bound, color profiles too: it gets what it needs, stored.
  const needed = chunks.filter(({ type }) => type === 'PLTE' || type === 'tRNS');
  const bounded = [
    first,
    ...needed,
    { type: 'IDAT', data: deflateSync(pixels, { level: 0 }) },
    { type: 'IEND', data: new Uint8Array(0) },
  ];
  return opaque(decode(Buffer.concat([signature, ...bounded.flatMap(chunkBytes)])), header);
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** The first chunks, the image's header before all others. */
function chunksOf(bytes: Uint8Array, most: number): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = signature.length; chunks.length < most; ) {
    if (at + 12 > bytes.length) throw new Error('it ends too early');
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) throw new Error('it ends too early');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (view.getUint32(at + 8 + length) !== crc32(bytes.subarray(at + 4, at + 8 + length))) {
      throw new Error(`the checksum of its part ${JSON.stringify(type)} is wrong`);
    }
    if (type === 'IEND') break;
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  if (chunks[0]?.type !== 'IHDR' || chunks[0].data.length !== headerLength) throw new Error('it has no header');
  return chunks;
}

function headerOf(type: string, data: Uint8Array): Header {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const header = {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: view.getUint8(8),
    colour: view.getUint8(9),
    interlaced: view.getUint8(12) === 1,
  };
  if (header.width === 0 || header.height === 0 || samplesOf[header.colour] === undefined) {
    throw new Error(`its header makes no sense (${type})`);
  }
  return header;
}

/** The filtered rows, exactly as many as the header's size needs. */
function inflated(compressed: Uint8Array, header: Header): Uint8Array {
  const bits = header.depth * (samplesOf[header.colour] ?? 1);
  const bytesOf = (width: number, height: number): number =>
    width === 0 ? 0 : height * (1 + Math.ceil((width * bits) / 8));
  const expected = header.interlaced
    ? passes.reduce(
        (sum, [x, y, right, down]) =>
          sum + bytesOf(Math.ceil((header.width - x) / right), Math.ceil((header.height - y) / down)),
        0,
      )
    : bytesOf(header.width, header.height);
  const pixels = inflateSync(compressed, { maxOutputLength: expected });
  if (pixels.length !== expected)
    throw new Error(`it has ${pixels.length} bytes of pixels where ${expected} are needed`);
  return pixels;
}

function chunkBytes({ type, data }: Chunk): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  return [head, data, Buffer.alloc(4)];
}

type Decoded = ReturnType<typeof decode>;

/** Samples of 8 bits without transparency. */
function opaque(image: Decoded, { colour }: Header): Picture {
  const { width, height, channels } = image;
  const sample = sampleReader(image);
  if (image.palette !== undefined) return fromPalette(image.palette, { width, height }, sample);
  const hasAlpha = channels === 2 || channels === 4;
  const colours = hasAlpha ? channels - 1 : channels;
  const most = 2 ** image.depth - 1;
  const clear = colour === 0 || colour === 2 ? image.transparency : undefined;
  if (image.depth === 8 && !hasAlpha && clear === undefined) {
    return { height, width, channels, values: Uint8Array.from(image.data) };
  }
  const values = new Uint8Array(height * width * colours);
  for (let at = 0, pixel = 0; pixel < height * width; pixel++) {
    const alpha = hasAlpha ? sample(pixel, colours) / most : isClear(pixel) ? 0 : 1;
    for (let channel = 0; channel < colours; channel++) {
      values[at++] = Math.round(255 * (1 - alpha + (alpha * sample(pixel, channel)) / most));
    }
  }
  return { height, width, channels: colours, values };

  function isClear(pixel: number): boolean {
    return clear !== undefined && clear.every((value, channel) => value === sample(pixel, channel));
  }
}

/** A sample by its pixel and channel: below 8 bits, several lie in a byte, and each row begins with one. */
function sampleReader({ data, width, depth, channels }: Decoded): (pixel: number, channel: number) => number {
  if (depth >= 8) return (pixel, channel) => data[pixel * channels + channel] ?? 0;
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = 2 ** depth - 1;
  return (pixel) => {
    const bit = (pixel % width) * depth;
    const byte = data[Math.floor(pixel / width) * rowBytes + (bit >> 3)] ?? 0;
    return (byte >> (8 - depth - (bit & 7))) & mask;
  };
}

function fromPalette(
  palette: readonly (readonly number[])[],
  { width, height }: PictureSize,
  sample: (pixel: number, channel: number) => number,
): Picture {
  const values = new Uint8Array(height * width * 3);
  for (let at = 0, pixel = 0; pixel < height * width; pixel++) {
    const entry = palette[sample(pixel, 0)];
    if (entry === undefined) throw new Error('a pixel has a color that its palette lacks');
    const alpha = (entry[3] ?? 255) / 255;
    for (let channel = 0; channel < 3; channel++) {
      values[at++] = Math.round(255 * (1 - alpha) + alpha * (entry[channel] ?? 0));
    }
  }
  return { height, width, channels: 3, values };
}
