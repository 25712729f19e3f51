import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import {
  changeableParameters,
  changedValue,
  completeCandidate,
  neighbourOf,
  withValue,
} from '../../../shared/search-space/change.ts';
import { whyNotCandidateOf } from '../../../shared/search-space/membership.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';

const space: SearchSpace = {
  depth: { type: 'integer', low: 0, high: 2 },
  'width.1': { type: 'ordinal', values: [4, 8, 16], when: { depth: { atLeast: 1 } } },
  'width.2': { type: 'ordinal', values: [4, 8, 16], when: { depth: { atLeast: 2 } } },
  optimizer: { type: 'choice', options: ['sgd', 'adam'] },
  seedless: { type: 'constant', value: true },
};
const candidate = { depth: 1, 'width.1': 8, optimizer: 'sgd', seedless: true };

it('keeps what can be kept and draws what is missing', () => {
  const random = createRandom(1);
  expect(completeCandidate(space, { ...candidate, 'width.2': 4 }, random)).toEqual(candidate);
  const repaired = completeCandidate(space, { ...candidate, depth: 2, optimizer: 'none' }, random);
  expect(repaired).toMatchObject({ depth: 2, 'width.1': 8 });
  expect(whyNotCandidateOf(space, repaired)).toBeUndefined();
});

it('sets one parameter, and what depends on it', () => {
  const random = createRandom(1);
  expect(withValue(space, candidate, { name: 'depth', value: 0 }, random)).toEqual({
    depth: 0,
    optimizer: 'sgd',
    seedless: true,
  });
  const deeper = withValue(space, candidate, { name: 'depth', value: 2 }, random);
  expect(deeper).toMatchObject({ ...candidate, depth: 2 });
  expect([4, 8, 16]).toContain(deeper['width.2']);
});

it('knows what can change, and changes it', () => {
  expect(changeableParameters(space, candidate)).toEqual(['depth', 'width.1', 'optimizer']);
  const random = createRandom(2);
  for (let draw = 0; draw < 50; draw++) {
    expect([4, 16]).toContain(changedValue(space, candidate, 'width.1', random));
    expect(changedValue(space, candidate, 'optimizer', random)).toBe('adam');
    const neighbour = neighbourOf(space, candidate, random) ?? {};
    expect(whyNotCandidateOf(space, neighbour)).toBeUndefined();
    expect(neighbour).not.toEqual(candidate);
  }
  expect(() => changedValue(space, candidate, 'seedless', random)).toThrow(RangeError);
  expect(neighbourOf({ depth: { type: 'constant', value: 1 } }, { depth: 1 }, random)).toBeUndefined();
});
