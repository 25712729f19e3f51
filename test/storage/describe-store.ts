import { describe, expect, it } from 'vitest';
import { type ArtifactStore, readJson, writeJson } from '../../shared/artifact-store.ts';

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

/** What every store promises. `open` gives a new and empty one. */
export function describeStore(name: string, open: () => Promise<ArtifactStore>): void {
  describe(`${name} store`, () => {
    it('gives back what was written, bytes and text', async () => {
      const store = await open();
      const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
      expect(await store.write('a/b.bin', bytes)).toBe(true);
      expect(await store.write('a/c.txt', 'Grüße')).toBe(true);
      expect(Buffer.from((await store.read('a/b.bin')) ?? [])).toEqual(Buffer.from(bytes));
      expect(text(await store.read('a/c.txt'))).toBe('Grüße');
    });

    it('keeps a part of a larger buffer as that part', async () => {
      const store = await open();
      await store.write('part', Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 3));
      expect([...((await store.read('part')) ?? [])]).toEqual([2, 3]);
    });

    it('keeps nothing as nothing, not as missing', async () => {
      const store = await open();
      await store.write('empty', '');
      expect((await store.read('empty'))?.length).toBe(0);
    });

    it('does not share memory with the caller', async () => {
      const store = await open();
      const bytes = Uint8Array.of(1, 2, 3);
      await store.write('key', bytes);
      bytes[0] = 9;
      const read = await store.read('key');
      expect([...(read ?? [])]).toEqual([1, 2, 3]);
      if (read !== undefined) read[0] = 9;
      expect([...((await store.read('key')) ?? [])]).toEqual([1, 2, 3]);
    });

    it('has undefined for a missing key, below files and folders too', async () => {
      const store = await open();
      await store.write('a/file', 'x');
      for (const key of ['missing', 'a', 'a/missing', 'a/file/below']) expect(await store.read(key)).toBeUndefined();
    });

    it('overwrites, and with ifAbsent keeps the first', async () => {
      const store = await open();
      expect(await store.write('k', 'one', { ifAbsent: true })).toBe(true);
      expect(await store.write('k', 'two', { ifAbsent: true })).toBe(false);
      expect(text(await store.read('k'))).toBe('one');
      expect(await store.write('k', 'three')).toBe(true);
      expect(text(await store.read('k'))).toBe('three');
    });

    it('has one winner of many writers with ifAbsent', async () => {
      const store = await open();
      const wrote = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.write('deep/er/key', `writer ${i}`, { ifAbsent: true })),
      );
      expect(wrote.filter(Boolean)).toHaveLength(1);
      expect(text(await store.read('deep/er/key'))).toBe(`writer ${wrote.indexOf(true)}`);
    });

    it('shows whole values only while they are overwritten', async () => {
      const store = await open();
      const values = ['a', 'b'].map((letter) => letter.repeat(100_000));
      await store.write('k', values[0] ?? '');
      const seen = new Set<string | undefined>();
      const writing = (async () => {
        for (let i = 0; i < 50; i++) await store.write('k', values[i % 2] ?? '');
      })();
      for (let i = 0; i < 50; i++) seen.add(text(await store.read('k')));
      await writing;
      for (const value of seen) expect(values).toContain(value);
    });

    it('lists by prefix, sorted by code unit', async () => {
      const store = await open();
      for (const key of ['b', 'a/2', 'a/10', 'a/B', 'a/b/c', 'ab', 'a-b', 'a.b/_=']) await store.write(key, key);
      expect(await store.list('')).toEqual(['a-b', 'a.b/_=', 'a/10', 'a/2', 'a/B', 'a/b/c', 'ab', 'b']);
      expect(await store.list('a/')).toEqual(['a/10', 'a/2', 'a/B', 'a/b/c']);
      expect(await store.list('a/b')).toEqual(['a/b/c']);
      expect(await store.list('a/1')).toEqual(['a/10']);
      expect(await store.list('a/10')).toEqual(['a/10']);
      expect(await store.list('none/')).toEqual([]);
      expect(await store.list('../')).toEqual([]);
      expect(await store.list('/')).toEqual([]);
    });

    it('deletes, and deletes again without an error', async () => {
      const store = await open();
      await store.write('a/b', 'x');
      await store.delete('a/b');
      await store.delete('a/b');
      await store.delete('never/there');
      expect(await store.read('a/b')).toBeUndefined();
      expect(await store.list('')).toEqual([]);
      expect(await store.write('a/b', 'y', { ifAbsent: true })).toBe(true);
    });

    it.each([
      '',
      '/',
      'a/',
      '/a',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/./b',
      'a\\b',
      'a b',
      'ä',
      'a\0b',
      'a:b',
      '~a',
      'x'.repeat(201),
    ])('refuses %j as a key', async (key) => {
      const store = await open();
      await expect(store.read(key)).rejects.toBeInstanceOf(RangeError);
      await expect(store.write(key, 'x')).rejects.toBeInstanceOf(RangeError);
      await expect(store.delete(key)).rejects.toBeInstanceOf(RangeError);
    });

    it.each(['...', '..a', 'a..', '-rf', '__proto__', 'constructor', '.hidden', 'a=b', 'x'.repeat(200)])(
      'takes %j as a key',
      async (key) => {
        const store = await open();
        expect(await store.read(key)).toBeUndefined();
        await store.write(`${key}/${key}`, key);
        expect(text(await store.read(`${key}/${key}`))).toBe(key);
        expect(await store.list(`${key}/`)).toEqual([`${key}/${key}`]);
      },
    );

    it('carries JSON', async () => {
      const store = await open();
      await writeJson(store, 'j.json', { b: [1, 2.5], a: null });
      expect(await readJson(store, 'j.json')).toEqual({ b: [1, 2.5], a: null });
      expect(await readJson(store, 'none.json')).toBeUndefined();
      expect(text(await store.read('j.json'))?.endsWith('\n')).toBe(true);
    });
  });
}
