import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { decompressLz4Raw, compressors as libraryCodecs } from 'hyparquet-compressors';

type Codec = NonNullable<Compressors[keyof Compressors]>;

/**
 * LZ4 as Hadoop writes it, blocks with the lengths of what is written and what is read before each; or, from other writers, a
 * bare block. The library's own reader does not end where a damaged length is negative.
 */
const hadoopLz4: Codec = (input, outputLength) => {
  const lengths = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const output = new Uint8Array(outputLength);
  let [read, written] = [0, 0];
  while (read + 8 <= input.length) {
    const [size, packed] = [lengths.readUInt32BE(read), lengths.readUInt32BE(read + 4)];
    if (read + 8 + packed > input.length || written + size > outputLength) return decompressLz4Raw(input, outputLength);
    output.set(decompressLz4Raw(input.subarray(read + 8, read + 8 + packed), size), written);
    read += 8 + packed;
    written += size;
  }
  return read === input.length ? output : decompressLz4Raw(input, outputLength);
};

/** Node's own where it has one: the library's brotli does not end on some damaged pages. */
const codecs: Compressors = {
  ...libraryCodecs,
  BROTLI: (input, outputLength) => brotliDecompressSync(input, { maxOutputLength: outputLength }),
  GZIP: (input, outputLength) => gunzipSync(input, { maxOutputLength: outputLength }),
  LZ4: hadoopLz4,
};

/** A page that holds nothing, as where all values are missing, is not decompressed: the library's LZ4 refuses it. */
const unlessEmpty =
  (decompress: Codec): Codec =>
  (input, outputLength) =>
    outputLength === 0 ? new Uint8Array(0) : decompress(input, outputLength);

/** How the pages of a Parquet file are decompressed. Each ends, with an error or wrong bytes, on whatever it is given. */
export const parquetCodecs: Compressors = Object.fromEntries(
  Object.entries(codecs).map(([name, decompress]) => [name, unlessEmpty(decompress)]),
);
