import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import type { Picture, PictureSize } from '../picture.ts';
import { decodeJpeg, isJpeg, measureJpeg } from './jpeg.ts';
import { decodePng, isPng, measurePng } from './png.ts';

interface Codec {
  readonly name: string;
  readonly is: (bytes: Uint8Array) => boolean;
  readonly measure: (bytes: Uint8Array) => PictureSize;
  readonly decode: (bytes: Uint8Array) => Picture;
}

/** The only place where formats of pictures are named; told by their first bytes, as endings often lie. */
const codecs: readonly Codec[] = [
  { name: 'PNG', is: isPng, measure: measurePng, decode: decodePng },
  { name: 'JPEG', is: isJpeg, measure: measureJpeg, decode: decodeJpeg },
];

/** The picture's size, from its header alone. Throws SearchError InvalidDataset. */
export const measurePicture = (bytes: Uint8Array, file: string): PictureSize =>
  measured(codecOf(bytes, file), bytes, file);

/** The picture, decoded. Throws SearchError InvalidDataset where it is damaged, too large, or of another format. */
export function decodePicture(bytes: Uint8Array, file: string): Picture {
  const codec = codecOf(bytes, file);
  measured(codec, bytes, file);
  return reading(codec, file, () => codec.decode(bytes));
}

function codecOf(bytes: Uint8Array, file: string): Codec {
  const codec = codecs.find(({ is }) => is(bytes));
  if (codec !== undefined) return codec;
  throw invalid(bytes.length === 0 ? 'the file is empty' : 'the file is no PNG or JPEG image', { file }, wayOut);
}

/** Looked at before anything is decoded: a small file can announce pixels beyond all memory. */
function measured(codec: Codec, bytes: Uint8Array, file: string): PictureSize {
  const size = reading(codec, file, () => codec.measure(bytes));
  if (size.height * size.width <= limits.imagePixels) return size;
  throw invalid(
    `the image has ${size.width} × ${size.height} pixels; ${limits.imagePixels} are the limit`,
    { file },
    'Make it smaller',
  );
}

const wayOut = 'Save it anew as PNG or JPEG, or take it out';

function reading<T>({ name }: Codec, file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`not readable as ${name}: ${why}`, { file }, wayOut, cause);
  }
}
