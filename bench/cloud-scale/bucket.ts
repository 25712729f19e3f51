import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { prices } from '../../shared/money/prices.ts';
import { checkKey } from '../../storage/key.ts';
import type { CallClock } from './call-clock.ts';
import { assumed, s3 } from './quotas.ts';

/** As S3 bills them: LIST costs what PUT does, DELETE nothing. */
export type RequestKind = 'get' | 'put' | 'list' | 'delete';

export interface RequestCounts {
  readonly requests: Record<RequestKind, number>;
  /** Sent by S3, and to it. */
  readonly bytes: { read: number; written: number };
}

export const noRequests = (): RequestCounts => ({
  requests: { get: 0, put: 0, list: 0, delete: 0 },
  bytes: { read: 0, written: 0 },
});

export function addRequests(to: RequestCounts, { requests, bytes }: RequestCounts): void {
  for (const kind of Object.keys(requests) as RequestKind[]) to.requests[kind] += requests[kind];
  to.bytes.read += bytes.read;
  to.bytes.written += bytes.written;
}

export const dollarsOfRequests = ({ requests: { get, put, list } }: RequestCounts): number =>
  get * prices.s3.read.high + (put + list) * prices.s3.write.high;

interface Kept {
  /** Zeros at the end are left out: made-up checkpoints are mostly those. */
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** A bucket in memory. It counts what it is asked for, and each request takes its time on the caller's clock. */
export class Bucket {
  /** Requests of each second, for S3 slows down who asks for too much. */
  readonly #seconds = new Map<number, { read: number; written: number }>();
  readonly #objects = new Map<string, Kept>();
  /** Keys by their first parts, so that a list need not look at every trial. */
  readonly #folders = new Map<string, Set<string>>();

  /** The bucket as one call sees it; what the call asks for is counted in `counts`. */
  seenBy(clock: CallClock, counts: RequestCounts): ArtifactStore {
    const objects = this.#objects;
    const folders = this.#folders;
    const ask = async (kind: RequestKind, pages = 1): Promise<void> => {
      counts.requests[kind] += pages;
      for (let page = 0; page < pages; page++) {
        this.#note(kind, clock.now());
        await clock.wait(assumed.request);
      }
    };
    return {
      async read(key) {
        checkKey(key);
        await ask('get');
        const kept = objects.get(key);
        counts.bytes.read += kept?.length ?? 0;
        return kept && whole(kept);
      },
      async write(key, bytes, { ifAbsent = false } = {}) {
        checkKey(key);
        await ask('put');
        const given = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
        counts.bytes.written += given.length;
        if (ifAbsent && objects.has(key)) return false;
        objects.set(key, trimmed(given));
        folders.set(folderOf(key), (folders.get(folderOf(key)) ?? new Set()).add(key));
        return true;
      },
      async list(prefix) {
        const near = [...folders].filter(([folder]) => prefix.startsWith(folder) || folder.startsWith(prefix));
        const keys = near.flatMap(([, keys]) => [...keys].filter((key) => key.startsWith(prefix))).sort();
        await ask('list', Math.max(1, Math.ceil(keys.length / s3.listed)));
        return keys;
      },
      async delete(key) {
        checkKey(key);
        await ask('delete');
        objects.delete(key);
        folders.get(folderOf(key))?.delete(key);
      },
    };
  }

  /** The object, without a request. */
  look(key: string): Uint8Array | undefined {
    const kept = this.#objects.get(key);
    return kept && whole(kept);
  }

  keys(): string[] {
    return [...this.#objects.keys()];
  }

  /** Of all that lies here. */
  get bytes(): number {
    return [...this.#objects.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** The most requests of any second. */
  get peak(): { readonly read: number; readonly written: number } {
    const peak = { read: 0, written: 0 };
    for (const { read, written } of this.#seconds.values()) {
      peak.read = Math.max(peak.read, read);
      peak.written = Math.max(peak.written, written);
    }
    return peak;
  }

  #note(kind: RequestKind, time: number): void {
    const second = Math.floor(time / 1000);
    const noted = this.#seconds.get(second) ?? { read: 0, written: 0 };
    noted[kind === 'get' || kind === 'list' ? 'read' : 'written']++;
    this.#seconds.set(second, noted);
  }
}

/** searches/<id>/trials/ and the like. */
const folderOf = (key: string): string => `${key.split('/').slice(0, 3).join('/')}/`;

function trimmed(bytes: Uint8Array): Kept {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return { bytes: bytes.slice(0, end), length: bytes.length };
}

function whole({ bytes, length }: Kept): Uint8Array {
  const all = new Uint8Array(length);
  all.set(bytes);
  return all;
}
