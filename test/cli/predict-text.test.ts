import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import { runCli } from './run-cli.ts';
import { newFolder, type Searched, searched } from './searched.ts';

/** A message is praise where its one word of feeling is good; the others say nothing. */
const rows = Array.from({ length: 160 }, (_, n) => {
  const random = createRandom(n);
  const isGood = n % 2 === 0;
  const feelings = isGood ? ['lovely', 'great', 'fine'] : ['awful', 'bad', 'poor'];
  const words = Array.from({ length: 6 }, () => random.pick(['the', 'shop', 'was', 'today', 'and', 'so']));
  words.splice(random.integer(0, 6), 0, random.pick(feelings));
  return { label: isGood ? 'praise' : 'blame', text: `${words.join(' ')}.` };
});

let search: Searched;
beforeAll(async () => {
  const folder = await newFolder();
  const lines = rows.map(({ label, text }) => `${label},"${text}"`);
  await writeFile(join(folder, 'messages.csv'), `${['label,message', ...lines].join('\n')}\n`);
  // Trained where the order of words does not matter, in a moment.
  const space = {
    family: { type: 'constant', value: 'convolutional' },
    embedding: { type: 'constant', value: 8 },
    stages: { type: 'constant', value: 1 },
    filters: { type: 'constant', value: 16 },
    kernel: { type: 'constant', value: 1 },
    globalPool: { type: 'constant', value: true },
    depth: { type: 'constant', value: 0 },
    learningRate: { type: 'logUniform', low: 0.02, high: 0.03 },
  };
  await writeFile(join(folder, 'space.json'), JSON.stringify(space));
  const flags = ['--text', 'message', '--space', 'space.json', '--trials', '2', '--epochs', '20'];
  search = await searched('messages.csv', flags, folder);
});

it('learns from texts alone, by an embedding of their words', async () => {
  const { verdict, folder } = search;
  expect(verdict.testRows).toBe(32);
  // Every word of feeling is among the training texts.
  expect(verdict.testMetrics['accuracy']).toBeGreaterThan(0.95);

  const texts = ['So fine, THE shop!', 'a bad day', '', 'unheard-of words'];
  await writeFile(join(folder, 'new.csv'), `${['message', ...texts.map((text) => `"${text}"`)].join('\n')}\n`);
  const { code, stdout } = await runCli(['predict', search.search, 'new.csv', '--json'], { cwd: folder });
  expect(code).toBe(0);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { message: string; prediction: string; probability_praise: number });
  expect(answers.map(({ message }) => message)).toEqual(texts);
  expect(answers.slice(0, 2).map(({ prediction }) => prediction)).toEqual(['praise', 'blame']);
  for (const { probability_praise: share } of answers) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});
