import { expect, it } from 'vitest';
import type { ParameterValue } from '../../../shared/candidate.ts';
import {
  checkNetworkSpace,
  checkSpaceOver,
  knownParameters,
  parameterDefaults,
} from '../../../shared/search-space/network-space.ts';
import type { Distribution, SearchSpace } from '../../../shared/search-space.ts';

it.each<[string, Distribution, string, string]>([
  [
    'optimiser',
    { type: 'choice', options: ['sgd'] },
    'No network has a parameter "optimiser"',
    'Did you mean "optimizer"?',
  ],
  ['width.7', { type: 'constant', value: 8 }, 'No network has a parameter "width.7"', 'Did you mean "width'],
  ['constructor', { type: 'constant', value: 8 }, 'No network has a parameter "constructor"', 'Known: depth'],
  ['optimizer', { type: 'choice', options: ['sgd', 'adm'] }, 'optimizer cannot be "adm"', 'Did you mean "adam"?'],
  ['dropout', { type: 'uniform', low: 0, high: 1 }, 'dropout cannot be 1', ''],
  ['depth', { type: 'integer', low: 1, high: 20 }, 'depth cannot be 20', ''],
  ['width.1', { type: 'logUniform', low: 4, high: 64 }, 'width.1 is a whole number', 'integer'],
  ['width', { type: 'constant', value: 'wide' }, 'width cannot be "wide"', ''],
  ['kernel', { type: 'integer', low: 3, high: 5 }, 'kernel cannot be 4', 'Use 1, 3, 5, 7'],
  ['kernel', { type: 'uniform', low: 3, high: 5 }, 'kernel is a whole number', 'integer'],
  [
    'family',
    { type: 'choice', options: ['convolutional', 'convolution'] },
    'family cannot be "convolution"',
    'Did you',
  ],
])('%s: %j', (name, distribution, message, wayOut) => {
  expect(() => checkNetworkSpace({ [name]: distribution })).toThrow(
    expect.objectContaining({
      name: 'InvalidSpec',
      message: expect.stringContaining(message),
      place: { key: `space.${name}` },
      ...(wayOut === '' ? {} : { wayOut: expect.stringContaining(wayOut) }),
    }),
  );
});

it('has a default of every parameter it knows that is not one layer’s', () => {
  expect(Object.keys(parameterDefaults).sort()).toEqual(knownParameters.filter((name) => !/\.\d/.test(name)).sort());
  for (const [name, value] of Object.entries<ParameterValue>(parameterDefaults)) {
    expect(() => checkNetworkSpace({ [name]: { type: 'constant', value } })).not.toThrow();
  }
});

it('has families over images and series only', () => {
  const space = { depth: { type: 'constant', value: 1 }, filters: { type: 'constant', value: 8 } } as const;
  expect(() => checkSpaceOver([8, 8, 1], space)).not.toThrow();
  expect(() => checkSpaceOver([30], { depth: space.depth })).not.toThrow();
  expect(() => checkSpaceOver([30], space)).toThrow(
    expect.objectContaining({ name: 'InvalidSpec', place: { key: 'space.filters' } }),
  );
});

it('augments images alone', () => {
  const space = { mixup: { type: 'constant', value: 0.2 } } as const;
  expect(() => checkSpaceOver([8, 8, 1], space)).not.toThrow();
  for (const input of [[30, 2], [30]]) {
    expect(() => checkSpaceOver(input, space)).toThrow(expect.objectContaining({ place: { key: 'space.mixup' } }));
  }
});

it('has recurrent networks over steps alone, and embeddings over text', () => {
  const family: SearchSpace = { family: { type: 'choice', options: ['convolutional', 'recurrent'] } };
  const units: SearchSpace = { units: { type: 'constant', value: 8 } };
  const embedding: SearchSpace = { embedding: { type: 'constant', value: 8 } };
  expect(() => checkSpaceOver([24, 2], { ...family, ...units })).not.toThrow();
  expect(() => checkSpaceOver([24, 1], { ...family, ...embedding }, 30)).not.toThrow();
  for (const [input, space, key] of [
    [[8, 8, 1], family, 'space.family'],
    [[30], family, 'space.family'],
    [[8, 8, 1], units, 'space.units'],
    [[24, 2], embedding, 'space.embedding'],
  ] as const) {
    expect(() => checkSpaceOver(input, space)).toThrow(
      expect.objectContaining({ name: 'InvalidSpec', place: { key }, wayOut: expect.any(String) }),
    );
  }
});
