import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { verdictSchema } from '../../shared/result.ts';
import { samplesSchema } from '../../shared/samples.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { pngOf, zipOf } from '../data/images/archives.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { type Cloud, deployed, newName } from './cloud.ts';

const example = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../examples/${path}`, import.meta.url)), 'utf8');

/** Some of the digits as pictures, in a folder a class. */
async function photos(): Promise<Uint8Array> {
  const rows = (await example('digits/digits.csv')).trim().split('\n').slice(1, 301);
  const files = rows.map((line, index) => {
    const cells = line.split(',').map(Number);
    return [
      `photos/${cells.at(-1)}/${index}.png`,
      pngOf(
        cells.slice(0, -1).map((value) => Math.min(255, 16 * value)),
        8,
      ),
    ] as const;
  });
  return zipOf(Object.fromEntries(files));
}

let cloud: Cloud;

/** The verdict of a search that an upload of the file begins. */
async function searched(kind: string, settings: object, file: string, body: string | Uint8Array) {
  const name = newName(kind);
  await cloud.upload(name, 'search.json', JSON.stringify({ cache: false, ...settings }));
  await cloud.upload(name, file, body);
  const searchId = await cloud.searchOf(name);
  expect(await cloud.ended(searchId)).toMatchObject({ state: 'succeeded' });
  const keys = searchKeys(searchId);
  return { keys, verdict: verdictSchema.parse(await cloud.json(keys.verdict)) };
}

describeOnEmulator('an upload of another kind than a table', () => {
  beforeAll(async () => {
    cloud = await deployed();
  });

  it('of pictures is searched for a convolutional network', async () => {
    const settings = {
      space: {
        family: { type: 'constant', value: 'convolutional' },
        stages: { type: 'constant', value: 2 },
        filters: { type: 'ordinal', values: [8, 12] },
        depth: { type: 'constant', value: 0 },
        learningRate: { type: 'logUniform', low: 0.003, high: 0.01 },
      },
      budget: { trials: 3, epochs: 12 },
    };
    const { keys, verdict } = await searched('photos', settings, 'photos.zip', await photos());
    expect(verdict.candidates).toMatchObject({ completed: 3, failed: 0 });
    expect(verdict.test.value).toBeGreaterThan(0.7);
    expect(samplesSchema.parse(await cloud.json(keys.samples)).images?.rows).toHaveLength(24);
  });

  it('of a series is searched for a forecast', async () => {
    const settings = {
      target: 'late_share',
      validation: { time: 'hour' },
      series: { horizon: 2, window: 6 },
      space: {
        family: { type: 'constant', value: 'convolutional' },
        stages: { type: 'constant', value: 1 },
        filters: { type: 'constant', value: 4 },
        depth: { type: 'constant', value: 0 },
        learningRate: { type: 'logUniform', low: 0.003, high: 0.01 },
      },
      budget: { trials: 2, epochs: 4 },
    };
    const rows = (await example('flight_delays/flight_delays.csv')).split('\n').slice(0, 801).join('\n');
    const { keys, verdict } = await searched('delays', settings, 'delays.csv', rows);
    expect(verdict.candidates).toMatchObject({ completed: 2, failed: 0 });
    expect(verdict.perStep).toHaveLength(2);
    expect(samplesSchema.parse(await cloud.json(keys.samples)).forecasts?.runs.length).toBeGreaterThan(0);
  });
});
