import { describe, expect, it } from 'vitest';
import { SearchError } from '../../shared/errors.ts';
import { mergeSpec, parseSpec, specJsonSchema, strategyNameSchema } from '../../shared/spec.ts';

/** The error as the user reads it. */
function complaint(input: unknown): string {
  try {
    parseSpec(input, { file: 'search.json' });
  } catch (error) {
    if (error instanceof SearchError && error.name === 'InvalidSpec') return error.describe();
    throw error;
  }
  throw new Error('the spec was accepted');
}
const withSpace = (space: unknown) => ({ dataset: 'iris.csv', space });

describe('parseSpec', () => {
  it('fills in the defaults', () => {
    expect(parseSpec({ dataset: 'iris.csv' })).toMatchObject({
      strategy: 'auto',
      budget: { trials: 100, epochs: 100 },
      validation: { testShare: 0.2, folds: 1 },
      stopping: { rule: 'none', factor: 3 },
      seed: 42,
    });
    expect(parseSpec({ dataset: 'iris.csv', budget: { trials: 7 } }).budget).toEqual({ trials: 7, epochs: 100 });
  });

  it('gives the same again for what it gave', () => {
    const spec = parseSpec(withSpace({ depth: { type: 'integer', low: 0, high: 2 } }));
    expect(parseSpec(spec)).toEqual(spec);
  });

  it.each<[unknown, string]>([
    [{ datset: 'x' }, 'Unknown key "datset" (and 1 more) (search.json, key "datset"). Did you mean "dataset"?'],
    [
      { dataset: 'x', budget: { trails: 3 } },
      'Unknown key "trails" (search.json, key "budget.trails"). Did you mean "trials"?',
    ],
    [{ dataset: 'x', strategy: 'rndom' }, 'strategy is "rndom" (search.json, key "strategy"). Did you mean "random"?'],
    [
      { dataset: 'x', strategy: 7 },
      `strategy is 7 (search.json, key "strategy"). Known: ${strategyNameSchema.options.join(', ')}`,
    ],
    [{}, 'dataset is missing (search.json, key "dataset"). Use a text'],
    [{ dataset: '' }, 'dataset is "" (search.json, key "dataset"). Use at least 1 character'],
    [{ dataset: 'x', budget: { trials: 0 } }, 'budget.trials is 0 (search.json, key "budget.trials"). Use at least 1'],
    [
      { dataset: 'x', budget: { seconds: 0 } },
      'budget.seconds is 0 (search.json, key "budget.seconds"). Use a number above 0',
    ],
    [
      { dataset: 'x', budget: { trials: 1.5 } },
      'budget.trials is 1.5 (search.json, key "budget.trials"). Use a whole number',
    ],
    [{ dataset: 'x', seed: 'one' }, 'seed is "one" (search.json, key "seed"). Use a number'],
    [
      { dataset: 'x', columns: { 'my.age': 'numbr' } },
      'columns.my.age is "numbr" (search.json, key "columns.my.age"). Did you mean "number"?',
    ],
    [
      withSpace({ depth: { type: 'intger' } }),
      'space.depth.type is "intger" (search.json, key "space.depth.type"). Did you mean "integer"?',
    ],
    [
      withSpace({ depth: { type: 'integer', lo: 0, high: 1 } }),
      'Unknown key "lo" (and 1 more) (search.json, key "space.depth.lo"). Did you mean "low"?',
    ],
    [
      withSpace({ depth: { type: 'integer' } }),
      'space.depth.low is missing (and 1 more) (search.json, key "space.depth.low"). Use a number',
    ],
    [
      withSpace({ depth: { type: 'constant', value: 1, when: { a: 1 } } }),
      'space.depth.when.a is 1 (search.json, key "space.depth.when.a"). Use a list of values, or {"atLeast": a number}',
    ],
    [
      withSpace({ dpth: { type: 'constant', value: 1 } }),
      'No network has a parameter "dpth" (search.json, key "space.dpth"). Did you mean "depth"?',
    ],
    [
      withSpace({ depth: { type: 'integer', low: 3, high: 1 } }),
      'depth: low 3 is not below high 1 (search.json, key "space.depth"). Exchange them, or make it a constant',
    ],
    [
      { dataset: 'x', task: 'regression', metric: 'f1' },
      'f1 does not judge regression (search.json, key "metric"). Use one of rmse, mae, r2',
    ],
    [
      { dataset: 'x', strategy: 'grid' },
      'A grid needs a space whose values are listed (search.json, key "space"). Write a space, or use the random strategy',
    ],
    [
      { dataset: 'x', strategy: 'pbt', stopping: { rule: 'median' } },
      'Population-based training decides itself who goes on (search.json, key "stopping.rule"). Leave it out, or use another strategy',
    ],
    [
      { ...withSpace({ depth: { type: 'integer', low: 0, high: 2 } }), strategy: 'pbt' },
      'Population-based training has nothing to change in this space (search.json, key "space"). Add one of learningRate, momentum, weightDecay, dropout, l1, l2, labelSmoothing, or use another strategy',
    ],
    [
      { dataset: 'x', inherit: true },
      'No candidate of auto has a parent to inherit from (search.json, key "inherit"). Use the strategy evolution',
    ],
    [
      { dataset: 'x', supernet: { restarts: 2 } },
      'The strategy auto trains no supernets (search.json, key "supernet"). Use the strategy gradient',
    ],
    [
      { dataset: 'x', strategy: 'evolution', inherit: true, stopping: { rule: 'halving' } },
      'Children that inherit are trained to the full budget at once (search.json, key "stopping.rule"). Leave it out',
    ],
    [
      { dataset: 'x', stopping: { rule: 'halving', minEpochs: 200 } },
      'The smallest budget, 200 epochs, is above the full one, 100 (search.json, key "stopping.minEpochs"). Use at most 100, or raise budget.epochs',
    ],
    [[], 'The spec is [] (search.json). Use an object of keys and values'],
    [undefined, 'The spec is missing (search.json). Use an object of keys and values'],
    [
      { dataset: 'x', objectives: ['bytes'] },
      'The objectives bytes are without the score (search.json, key "objectives"). Use score,bytes, or a constraint for what only has to be small enough',
    ],
    [
      { dataset: 'x', objectives: ['score', 'bytes', 'bytes'] },
      'The objectives score,bytes,bytes name bytes twice (search.json, key "objectives"). Use score,bytes, or a constraint for what only has to be small enough',
    ],
    [
      { dataset: 'x', constraints: ['bytes < 5'] },
      'constraints.0 is "bytes < 5" (search.json, key "constraints.0"). Write one of score, bytes, multiplyAdds, latency, dollars, then <= or >=, then a number, such as "bytes <= 100000"',
    ],
    [
      { dataset: 'x', weights: { latency: 1 } },
      'latency has a weight and is no objective (search.json, key "weights.latency"). Add it to the objectives: score,latency',
    ],
    [
      { dataset: 'x', weights: { score: 0 } },
      'All weights are 0 (search.json, key "weights"). Give at least one objective a weight above 0',
    ],
  ])('%j', (input, message) => expect(complaint(input)).toBe(message));

  it('says what a grid lacks before anything is run', () => {
    const input = { ...withSpace({ dropout: { type: 'uniform', low: 0, high: 0.5 } }), strategy: 'grid' };
    expect(complaint(input)).toContain(
      'how many values of "dropout" to try (search.json, key "space.dropout"). Give it "points"',
    );
    expect(parseSpec({ ...input, strategy: 'random' }).strategy).toBe('random');
  });

  it('is not overwhelmed', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { a: deep };
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, 1]));
    for (const input of [deep, cyclic, many]) expect(complaint(input)).toContain('The spec is too large');
    expect(complaint({ dataset: 7, ['k'.repeat(1_000_000)]: 1 }).length).toBeLessThan(1000);
    expect(complaint(JSON.parse('{"dataset":"x","__proto__":{"seed":1}}'))).toContain('Unknown key "__proto__"');
  });
});

describe('mergeSpec', () => {
  it('puts flags over the file, section by section', () => {
    const file = { dataset: 'a.csv', budget: { trials: 5, epochs: 9 }, columns: { id: 'drop' } };
    const flags = {
      dataset: undefined,
      seed: 1,
      budget: { trials: 7, seconds: undefined },
      columns: { age: 'number' },
    };
    expect(mergeSpec(file, flags)).toEqual({
      dataset: 'a.csv',
      seed: 1,
      budget: { trials: 7, epochs: 9 },
      columns: { id: 'drop', age: 'number' },
    });
    expect(file.budget).toEqual({ trials: 5, epochs: 9 });
  });

  it('replaces a space as a whole', () => {
    const depth = (value: number) => ({ depth: { type: 'constant', value } });
    expect(mergeSpec({ space: { ...depth(1), width: 1 } }, { space: depth(2) })).toEqual({ space: depth(2) });
  });

  it('drops what flags leave undefined in a section the file has not', () => {
    expect(mergeSpec({}, { budget: { trials: 7, seconds: undefined } })).toEqual({ budget: { trials: 7 } });
    expect(mergeSpec(undefined, { dataset: 'a.csv' })).toEqual({ dataset: 'a.csv' });
  });

  it('leaves a file that is no object to the parser, and a hostile key a key', () => {
    expect(mergeSpec([1], { seed: 1 })).toEqual([1]);
    const merged = mergeSpec(JSON.parse('{"__proto__":{"seed":1}}'), {});
    expect(Object.keys(merged as object)).toEqual(['__proto__']);
  });
});

it('has a JSON schema that says what every key is for', () => {
  const schema = specJsonSchema();
  expect(schema.required).toEqual(['dataset']);
  const undescribed = Object.entries(schema.properties ?? {}).filter(
    ([, property]) => typeof property === 'object' && property.description === undefined,
  );
  expect(undescribed.map(([name]) => name)).toEqual(['$schema']);
});
