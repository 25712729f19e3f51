import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../storage/index.ts';

it('opens memory, each its own', async () => {
  const [one, other] = [openStore('memory:'), openStore('memory:')];
  await one.write('k', 'x');
  expect(await other.read('k')).toBeUndefined();
});

it('opens a folder, made when first written to', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'store-')), 'new', 'folder');
  const store = openStore(folder);
  expect(await store.list('')).toEqual([]);
  await store.write('k', 'x');
  expect(await openStore(folder).list('')).toEqual(['k']);
});

it.each(['', 's3://UPPER/prefix', 's3://bucket/../up', 'https://example.org'])('refuses %j by name', (address) => {
  expect(() => openStore(address)).toThrow(expect.objectContaining({ name: 'InvalidSpec' }));
});
