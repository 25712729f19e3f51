import type { DatasetSource } from '../shared/dataset.ts';

/** Bytes that are in memory, under a file's name: an artifact, an upload, a test. */
export function bytesSource(name: string, bytes: Uint8Array): DatasetSource {
  return {
    name,
    byteLength: bytes.byteLength,
    async *read(start = 0, end = bytes.byteLength) {
      if (end > start) yield bytes.subarray(start, end);
    },
  };
}
