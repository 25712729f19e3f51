import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSpec } from '../../cli/spec/read-spec.ts';
import { specFlagPaths } from '../../cli/spec/spec-flags.ts';
import { specJsonSchema } from '../../shared/spec.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelscout-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Every key of the spec, sections opened, that a flag may set. */
function specKeys(): string[] {
  const properties = specJsonSchema().properties ?? {};
  return Object.entries(properties).flatMap(([key, schema]) => {
    if (['$schema', 'dataset'].includes(key)) return [];
    const inner = typeof schema === 'object' ? Object.keys(schema.properties ?? {}) : [];
    return inner.length === 0 ? [key] : inner.map((each) => `${key}.${each}`);
  });
}

describe('readSpec', () => {
  it('has a flag for every key of the spec', () => {
    expect([...specFlagPaths()].sort()).toEqual(specKeys().sort());
  });

  it('lays flags over the file, section by section', async () => {
    const file = put('search.json', '{ "dataset": "a.csv", "budget": { "trials": 7, "epochs": 3 }, "seed": 5 }');
    const { spec } = await readSpec({ dataset: file, flags: { trials: '9', column: ['zip=category', 'a=b=date'] } });
    expect(spec.budget).toMatchObject({ trials: 9, epochs: 3 });
    expect(spec.seed).toBe(5);
    expect(spec.columns).toEqual({ zip: 'category', 'a=b': 'date' });
  });

  it('reads objectives, constraints and weights, and blames their flags', async () => {
    const flags = { objectives: 'score, bytes', constraint: ['bytes <= 1e5', 'score >= 0.9'], weight: ['score=2'] };
    const { spec } = await readSpec({ dataset: 'a.csv', flags });
    expect(spec).toMatchObject({
      objectives: ['score', 'bytes'],
      constraints: ['bytes <= 1e5', 'score >= 0.9'],
      weights: { score: 2 },
    });
    const blamed = (wrong: Record<string, unknown>) => readSpec({ dataset: 'a.csv', flags: { ...flags, ...wrong } });
    await expect(blamed({ objectives: 'score,bites' })).rejects.toThrow('--objectives: objectives.1 is "bites"');
    await expect(blamed({ constraint: ['bytes < 5'] })).rejects.toThrow('--constraint: constraints.0 is "bytes < 5"');
    await expect(blamed({ weight: ['score'] })).rejects.toThrow('--weight is "score"');
    await expect(blamed({ weight: ['bytes=-1'] })).rejects.toThrow('--weight: weights.bytes is -1');
  });

  it('reads comments and trailing commas, and takes paths from the file that holds them', async () => {
    mkdirSync(join(folder, 'deep'));
    const file = put(
      'deep/search.json',
      '{\n  // the data\n  "dataset": "../a.csv",\n  "output": "out", /* here */\n}\n',
    );
    const { spec } = await readSpec({ dataset: file, flags: {} });
    expect(spec).toMatchObject({ dataset: join(folder, 'a.csv'), output: join(folder, 'deep', 'out') });
  });

  it('finds search.json beside the dataset, unless it is for another one', async () => {
    const dataset = put('a.csv', 'x,y\n');
    put('search.json', '{ "target": "y" }');
    expect((await readSpec({ dataset, flags: {} })).spec.target).toBe('y');
    put('search.json', '{ "dataset": "b.csv", "target": "z" }');
    const { spec, notes } = await readSpec({ dataset, flags: {} });
    expect(spec.target).toBeUndefined();
    expect(notes.join()).toContain('is not used');
  });

  it('takes --spec with a dataset, and a space from its file', async () => {
    const specFile = put('other.json', '{ "dataset": "b.csv", "seed": 3 }');
    const space = put('space.json', '{ "depth": { "type": "constant", "value": 0 } }');
    const { spec } = await readSpec({ dataset: 'a.csv', flags: { spec: specFile, space } });
    expect(spec).toMatchObject({ dataset: 'a.csv', seed: 3, space: { depth: { type: 'constant', value: 0 } } });
  });

  it.each([
    ['{ "dataset": "a.csv", "taget": "y" }', 'Unknown key "taget"', 'Did you mean "target"?'],
    ['{ "dataset": "a.csv",\n "seed": }', 'is no JSON', 'row 2'],
    ['{ "dataset": "a.csv", "budget": { "trials": "many" } }', 'budget.trials is "many"', 'a number'],
    ['[]', 'The spec is []', 'an object'],
    ['', 'is no JSON', 'search.json'],
  ])('says what is wrong in %j, and where', async (text, message, more) => {
    const file = put('search.json', text);
    const error: unknown = await readSpec({ dataset: file, flags: {} }).catch((thrown: unknown) => thrown);
    const described = (error as { describe(): string }).describe();
    expect(error).toMatchObject({ name: 'InvalidSpec', place: { file } });
    expect(described).toContain(message);
    expect(described).toContain(more);
  });

  it('blames the flag where the flag is wrong, not the file', async () => {
    const file = put('search.json', '{ "dataset": "a.csv", "budget": { "trials": 5 } }');
    await expect(readSpec({ dataset: file, flags: { trials: '-1' } })).rejects.toMatchObject({
      message: '--trials: budget.trials is -1',
      place: { key: 'budget.trials' },
    });
  });

  it('refuses two specs, bytes that are no text, and a folder', async () => {
    const file = put('search.json', '{}');
    await expect(readSpec({ dataset: file, flags: { spec: file } })).rejects.toThrow('two specs');
    writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(readSpec({ dataset: file, flags: {} })).rejects.toThrow('not UTF-8');
    mkdirSync(join(folder, 'folder.json'));
    await expect(readSpec({ dataset: join(folder, 'folder.json'), flags: {} })).rejects.toThrow('EISDIR');
  });
});
