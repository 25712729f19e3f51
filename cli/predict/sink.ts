import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { SearchError } from '../../shared/errors.ts';
import { shownPath } from '../artifact-path.ts';

/** Where rows go to. Whoever writes waits until there is room: memory stays bounded. */
export interface Sink {
  write(text: string): Promise<void>;
  /** What was written stands where it should; without it, nothing does. */
  close(): Promise<void>;
  abandon(): Promise<void>;
}

export const streamSink = (stream: NodeJS.WritableStream): Sink => ({
  async write(text) {
    if (!stream.write(text)) await once(stream, 'drain');
  },
  close: async () => undefined,
  abandon: async () => undefined,
});

/** A file that is there as a whole or not at all. Throws SearchError StoreUnavailable. */
export function fileSink(path: string): Sink {
  const draft = `${path}.${process.pid}.tmp`;
  const stream = createWriteStream(draft);
  let trouble: Error | undefined;
  stream.on('error', (error) => (trouble ??= error));
  const fail = (cause: unknown): never => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SearchError('StoreUnavailable', `Cannot write ${shownPath(path)}: ${why}`, {
      wayOut: 'Look at the disk and the rights, or choose another file',
      cause,
    });
  };
  return {
    async write(text) {
      if (trouble !== undefined) fail(trouble);
      if (!stream.write(text)) await once(stream, 'drain').catch(fail);
    },
    async close() {
      try {
        stream.end();
        await finished(stream);
        await rename(draft, path);
      } catch (error) {
        fail(error);
      }
    },
    async abandon() {
      stream.destroy();
      await rm(draft, { force: true }).catch(() => undefined);
    },
  };
}
