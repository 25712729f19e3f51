import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openStore } from '../../storage/index.ts';

let sdkLoaded = false;
vi.mock('@aws-sdk/client-s3', (original) => {
  sdkLoaded = true;
  return original();
});

it("loads AWS's SDK when a store in S3 is first used, and for no other", async () => {
  await openStore(await mkdtemp(join(tmpdir(), 'store-'))).write('k', 'x');
  const store = openStore('s3://bucket/prefix');
  expect(sdkLoaded).toBe(false);
  await expect(store.read('..')).rejects.toBeInstanceOf(RangeError);
  expect(sdkLoaded).toBe(true);
});

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

it.each([
  '',
  's3://',
  's3://UPPER/prefix',
  's3://a..b',
  's3://10.0.0.1/a',
  's3://bucket/../up',
  's3://bucket//a',
  `s3://bucket/${'long/'.repeat(300)}end`,
  'https://example.org',
])('refuses %j by name', (address) => {
  expect(() => openStore(address)).toThrow(expect.objectContaining({ name: 'InvalidSpec' }));
});
