import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalid } from '../invalid.ts';

/** The bytes decompressed, a piece at a time. Throws SearchError InvalidDataset where they are not gzip, or cut off. */
export async function* gunzip(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const decompressor = createGunzip();
  // The consumer may stop early: then the pipeline fails as a consequence, and the consumer has its own reason.
  const fed = pipeline(Readable.from(bytes), decompressor).catch(() => {});
  try {
    for await (const chunk of decompressor) yield chunk as Uint8Array;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const cut = error.code === 'Z_BUF_ERROR';
    throw invalid(
      cut ? 'the compressed file ends too early' : `not readable as gzip: ${error.message}`,
      { file },
      'Copy or compress the file again',
      error,
    );
  } finally {
    decompressor.destroy();
    await fed;
  }
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
