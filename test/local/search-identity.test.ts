import { describe, expect, it } from 'vitest';
import { findOrBegin, searchContent } from '../../local/search-identity.ts';
import { parseSpec } from '../../shared/spec.ts';
import { memoryStore } from '../../storage/memory.ts';
import { textSource } from '../steps/fake-dataset.ts';

const now = Date.UTC(2026, 10, 24, 8, 5, 9);
const contentOf = (input: object, text = 'a,b', name = 'x.csv') =>
  searchContent(parseSpec({ dataset: 'x.csv', ...input }), textSource(name, text));

describe('searchContent', () => {
  it('is the same wherever data and results lie and whoever works', async () => {
    const content = await contentOf({});
    for (const input of [
      { dataset: '/other/x.csv' },
      { output: 'o' },
      { workers: 3 },
      { $schema: 's' },
      { seed: 42 },
    ]) {
      expect(await contentOf(input)).toBe(content);
    }
  });

  it('differs with anything that decides the result', async () => {
    const contents = await Promise.all([
      contentOf({}),
      contentOf({ seed: 1 }),
      contentOf({ engine: 'wasm' }),
      contentOf({ budget: { trials: 5 } }),
      contentOf({}, 'a,c'),
      contentOf({}, 'a,b', 'y.csv'),
    ]);
    expect(new Set(contents).size).toBe(contents.length);
  });
});

describe('findOrBegin', () => {
  it('names a search by its time in UTC and its content, and finds it again', async () => {
    const store = memoryStore();
    const options = { fresh: false, now };
    expect(await findOrBegin(store, 'abc', options)).toEqual({ searchId: '20261124-080509-abc', found: false });
    expect(await findOrBegin(store, 'abc', { ...options, now: now + 9e9 })).toEqual({
      searchId: '20261124-080509-abc',
      found: true,
    });
    expect(await findOrBegin(store, 'abd', options)).toMatchObject({ found: false });
  });

  it('begins fresh ones even in the same second, and finds the newest', async () => {
    const store = memoryStore();
    for (const second of ['09', '10', '11']) {
      expect(await findOrBegin(store, 'abc', { fresh: true, now })).toEqual({
        searchId: `20261124-0805${second}-abc`,
        found: false,
      });
    }
    expect(await findOrBegin(store, 'abc', { fresh: false, now })).toEqual({
      searchId: '20261124-080511-abc',
      found: true,
    });
  });
});
