import { expect, it } from 'vitest';
import { checkSpace } from '../../../shared/search-space/check-space.ts';
import type { Distribution, SearchSpace } from '../../../shared/search-space.ts';

const optimizer: Distribution = { type: 'choice', options: ['sgd', 'momentum'] };

it.each<[string, SearchSpace]>([
  ['a range', { a: { type: 'uniform', low: 0, high: 1 } }],
  ['a step that reaches the end but for rounding', { a: { type: 'uniform', low: 0, high: 0.3, step: 0.1 } }],
  ['a condition', { optimizer, a: { type: 'constant', value: 1, when: { optimizer: ['sgd'] } } }],
  [
    'a condition on a number of a range',
    { n: { type: 'integer', low: 0, high: 4 }, a: { type: 'constant', value: 1, when: { n: [2] } } },
  ],
])('accepts %s', (_name, space) => expect(() => checkSpace(space)).not.toThrow());

it.each<[string, SearchSpace, string]>([
  ['low 2 is not below high 1', { a: { type: 'uniform', low: 2, high: 1 } }, 'space.a'],
  ['low 1 is not below high 1', { a: { type: 'integer', low: 1, high: 1 } }, 'space.a'],
  ['low 0 has no logarithm', { a: { type: 'logUniform', low: 0, high: 1 } }, 'space.a'],
  ['low 0 has no logarithm', { a: { type: 'integer', low: 0, high: 9, log: true } }, 'space.a'],
  ['step 0.4 from 0 does not reach high 1', { a: { type: 'uniform', low: 0, high: 1, step: 0.4 } }, 'space.a'],
  ['step 2 from 1 does not reach high 4', { a: { type: 'integer', low: 1, high: 4, step: 2 } }, 'space.a'],
  ['step cannot go with log', { a: { type: 'integer', low: 1, high: 5, step: 2, log: true } }, 'space.a'],
  ['step cannot go with points', { a: { type: 'uniform', low: 0, high: 1, step: 0.5, points: 3 } }, 'space.a'],
  ['"x" is listed twice', { a: { type: 'choice', options: ['x', 'y', 'x'] } }, 'space.a'],
  ['ordinal values must increase', { a: { type: 'ordinal', values: [4, 2] } }, 'space.a'],
  [
    'which is no earlier parameter',
    { a: { type: 'constant', value: 1, when: { optimizer: ['sgd'] } }, optimizer },
    'space.a.when.optimizer',
  ],
  ['which is no earlier parameter', { a: { type: 'constant', value: 1, when: { a: [1] } } }, 'space.a.when.a'],
  [
    '"optimizer" is never "sgdd"',
    { optimizer, a: { type: 'constant', value: 1, when: { optimizer: ['sgdd'] } } },
    'space.a.when.optimizer',
  ],
  [
    'atLeast needs a number',
    { optimizer, a: { type: 'constant', value: 1, when: { optimizer: { atLeast: 1 } } } },
    'space.a.when.optimizer',
  ],
  ['The space has no parameters', {}, 'space'],
  [
    'The space has 201 parameters',
    Object.fromEntries(
      Array.from({ length: 201 }, (_, index) => [`a${index}`, { type: 'constant', value: 1 } as const]),
    ),
    'space',
  ],
])('%s', (message, space, key) => {
  expect(() => checkSpace(space)).toThrow(
    expect.objectContaining({
      name: 'InvalidSpec',
      message: expect.stringContaining(message),
      place: { key },
      wayOut: expect.stringMatching(/./),
    }),
  );
});

it('names the value that was probably meant', () => {
  const space: SearchSpace = { optimizer, a: { type: 'constant', value: 1, when: { optimizer: ['momentun'] } } };
  expect(() => checkSpace(space)).toThrow(expect.objectContaining({ wayOut: 'Did you mean "momentum"?' }));
});
