import { expect, it } from 'vitest';
import { z } from 'zod';
import { findArtifact, readArtifact } from '../../shared/steps/read-artifact.ts';
import { memoryStore } from '../../storage/memory.ts';

const schema = z.object({ a: z.number() });

it.each([
  ['{"a":', 'it is no JSON'],
  ['{"a":"x"}', 'expected number'],
  ['', 'it is no JSON'],
])('says ArtifactCorrupt of %j, with the key and a way out', async (text, why) => {
  const store = memoryStore();
  await store.write('k.json', text);
  await expect(readArtifact(store, 'k.json', schema)).rejects.toMatchObject({
    name: 'ArtifactCorrupt',
    message: expect.stringMatching(new RegExp(`^k.json.*${why}`, 's')) as string,
    wayOut: expect.stringContaining('--fresh') as string,
  });
});

it('tells missing from corrupt', async () => {
  const store = memoryStore();
  expect(await findArtifact(store, 'k.json', schema)).toBeUndefined();
  await expect(readArtifact(store, 'k.json', schema)).rejects.toMatchObject({ name: 'ArtifactMissing' });
});
