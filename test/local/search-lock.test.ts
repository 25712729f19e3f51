import { hostname } from 'node:os';
import { expect, it, vi } from 'vitest';
import { acquireLock } from '../../local/search-lock.ts';
import { writeJson } from '../../shared/artifact-store.ts';
import { memoryStore } from '../../storage/memory.ts';

const host = hostname();
const held = { name: 'StoreUnavailable', wayOut: expect.stringContaining('Wait') as string };

it('is held by one at a time, and by the next when it is released', async () => {
  const store = memoryStore();
  const release = await acquireLock(store, 'a');
  await expect(acquireLock(store, 'a')).rejects.toMatchObject(held);
  await (await acquireLock(store, 'b'))();
  await release();
  await (await acquireLock(store, 'a'))();
  expect(await store.list('')).toEqual([]);
});

it.each([
  ['a dead process', { pid: 2 ** 30, host, at: Date.now() }],
  ['an earlier process of the same id, as in a container', { pid: process.pid, host, at: Date.now() }],
  ['a machine without a sign for a minute', { pid: 1, host: 'elsewhere', at: Date.now() - 61_000 }],
])('is taken over from %s', async (_who, holder) => {
  const store = memoryStore();
  await writeJson(store, 'locks/a/old.json', holder);
  await store.write('locks/a/broken.json', '{');
  await (await acquireLock(store, 'a'))();
  expect(await store.list('')).toEqual([]);
});

it.each([
  ['a living process', { pid: process.ppid, host, at: Date.now() }],
  ['another machine', { pid: 1, host: 'elsewhere', at: Date.now() }],
])('is left to %s', async (_who, holder) => {
  const store = memoryStore();
  await writeJson(store, 'locks/a/other.json', holder);
  await expect(acquireLock(store, 'a')).rejects.toMatchObject(held);
  expect(await store.list('')).toEqual(['locks/a/other.json']);
});

it('gives signs of life', async () => {
  vi.useFakeTimers();
  const store = memoryStore();
  const release = await acquireLock(store, 'a');
  const [key = ''] = await store.list('locks/');
  const first = Buffer.from((await store.read(key)) ?? []).toString();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(Buffer.from((await store.read(key)) ?? []).toString()).not.toBe(first);
  await release();
  vi.useRealTimers();
});
