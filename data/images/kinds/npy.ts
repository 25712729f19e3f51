import { sizeOf } from '../../../shared/layers.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';

/** An array as NumPy has it, C order. Texts are texts; all other numbers are bytes or doubles. */
export interface NpyArray {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array | Float64Array | readonly string[];
  /** Whether they are whole numbers, by their type. */
  readonly isWhole: boolean;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Reads one number; of 64-bit integers, what a double can tell. */
type ReadNumber = (view: DataView, at: number, little: boolean) => number;

/** NumPy's types of numbers, without the byte order. */
const numberTypes: Readonly<Record<string, ReadNumber>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** Half precision (IEEE 754 binary16): sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/**
 * NumPy's format of one array, versions 1 to 3. Throws SearchError InvalidDataset on Python objects (which are pickles, and may
 * run code), Fortran order, records, and where bytes are missing.
 */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  const { type, little, dimensions, start } = readHeader(bytes, file);
  const values = sizeOf(dimensions);
  const width = type.startsWith('U') ? 4 * Number(type.slice(1)) : Number(type.slice(1));
  if (bytes.length - start !== values * width) {
    throw broken(file, `it has ${bytes.length - start} bytes for ${dimensions.join(' × ')} of ${width}`);
  }
  if (values * 8 > limits.arrayBytes && type !== 'u1') {
    throw invalid(
      `the array has ${values} numbers; the limit is ${limits.arrayBytes / 8}`,
      { file },
      'Save it as uint8',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  if (type.startsWith('U') || type.startsWith('S')) {
    const texts = Array.from({ length: values }, (_, at) =>
      readText(view, at * width, width, type.startsWith('U'), little),
    );
    return { dimensions, values: texts, isWhole: false };
  }
  if (type === 'u1') return { dimensions, values: bytes.slice(start), isWhole: true };
  const read = numberTypes[type];
  if (read === undefined) throw unsupported(file, type);
  const numbers = new Float64Array(values);
  for (let at = 0; at < values; at++) numbers[at] = read(view, at * width, little);
  return { dimensions, values: numbers, isWhole: /^[biu]/.test(type) };
}

/** Fixed-width text, zeros after its end: UTF-32, or bytes of Latin letters. */
function readText(view: DataView, start: number, width: number, wide: boolean, little: boolean): string {
  let text = '';
  for (let at = start; at < start + width; at += wide ? 4 : 1) {
    const code = wide ? view.getUint32(at, little) : view.getUint8(at);
    if (code === 0) break;
    text += String.fromCodePoint(Math.min(code, 0x10ffff));
  }
  return text;
}

interface Header {
  readonly type: string;
  readonly little: boolean;
  readonly dimensions: readonly number[];
  readonly start: number;
}

/** The header is a Python dictionary of three keys, as text. */
function readHeader(bytes: Uint8Array, file: string): Header {
  if (bytes.length < 12 || !magic.every((byte, at) => bytes[at] === byte))
    throw broken(file, 'it does not begin as one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = view.getUint8(6) >= 2;
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length || start > 100_000) throw broken(file, 'its header ends too late');
  const header = Buffer.from(bytes.subarray(long ? 12 : 10, start)).toString('utf8');
  const descr = /'descr':\s*('([^']*)'|\[)/.exec(header);
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (descr === null || order === undefined || shape === undefined) throw broken(file, 'its header lacks a key');
  const type = descr[2];
  if (type === undefined) throw unsupported(file, 'records');
  if (type.includes('O')) {
    throw invalid(
      'the array holds Python objects, which are not read: they may run code',
      { file },
      'Save numbers: x.astype("uint8"), or "float32"',
    );
  }
  if (!/^[<>|=]?([biuf][1248]|[US]\d{1,6})$/.test(type)) throw unsupported(file, type);
  if (order === 'True') {
    throw invalid('the array is in Fortran order', { file }, 'Save it in C order: numpy.ascontiguousarray(x)');
  }
  const dimensions = shape
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
  return { type: type.replace(/^[<>|=]/, ''), little: !type.startsWith('>'), dimensions, start };
}

const broken = (file: string, why: string): Error =>
  invalid(`not readable as NumPy's array: ${why}`, { file }, 'Save it again');

const unsupported = (file: string, type: string): Error =>
  invalid(
    `the array's type, ${JSON.stringify(type)}, is not read`,
    { file },
    'Save it as uint8, an integer, or float32',
  );
