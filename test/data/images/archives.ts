import { crc32 } from 'node:zlib';
import { encode } from 'fast-png';
import { directoryEnd, directoryRecord, localHeader } from '../../../data/images/archive/zip-records.ts';

/** Files by their names, as a zip that stores them. */
export function zipOf(files: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const parts: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const file = { name, size: bytes.length, crc: crc32(bytes) };
    records.push(directoryRecord(file, at));
    const header = localHeader(file);
    parts.push(header, bytes);
    at += header.length + bytes.length;
  }
  const directory = Buffer.concat(records);
  return Buffer.concat([
    ...parts,
    directory,
    directoryEnd({ entries: records.length, start: at, length: directory.length }),
  ]);
}

/** A PNG of 8 bits a channel. */
export const pngOf = (values: readonly number[] | Uint8Array, width: number, channels = 1): Uint8Array =>
  encode({
    width,
    height: values.length / width / channels,
    channels,
    depth: 8,
    data: Uint8Array.from(values),
  });

/** IDX of unsigned bytes. */
export function idxOf(dimensions: readonly number[], values: readonly number[] | Uint8Array): Uint8Array {
  const head = Buffer.alloc(4 + 4 * dimensions.length);
  head.writeUInt8(8, 2);
  head.writeUInt8(dimensions.length, 3);
  dimensions.forEach((side, at) => head.writeUInt32BE(side, 4 + 4 * at));
  return Buffer.concat([head, Uint8Array.from(values)]);
}

/** NumPy's format, version 1, as the documentation of numpy.lib.format has it. */
export function npyOf(
  type: '|u1' | '<f4',
  dimensions: readonly number[],
  values: readonly number[] | Uint8Array,
): Uint8Array {
  const shape = dimensions.length === 1 ? `${dimensions[0]},` : dimensions.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;
  const padded = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const head = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY\x01\x00'), Buffer.alloc(2), Buffer.from(padded)]);
  head.writeUInt16LE(padded.length, 8);
  const numbers = type === '|u1' ? Uint8Array.from(values) : new Uint8Array(Float32Array.from(values).buffer);
  return Buffer.concat([head, numbers]);
}
