import { expect, it } from 'vitest';
import { defaultSpace } from '../../../shared/default-space.ts';
import { createRandom } from '../../../shared/random.ts';
import { completeCandidate } from '../../../shared/search-space/change.ts';
import { changeInWords } from '../../../shared/search-space/change-words.ts';
import { whyNotCandidateOf } from '../../../shared/search-space/membership.ts';
import { kindOfStep, smallCandidate, stepsFrom, structuralParameters } from '../../../shared/search-space/structure.ts';
import { type SearchSpace, sampleCandidate } from '../../../shared/search-space.ts';

const space = defaultSpace({ task: 'binary', rows: 400, input: [10], outputs: 2 });
const random = createRandom(1);

it('takes the structure of the default space for structure, an optimizer for a setting', () => {
  expect(structuralParameters(space)).toEqual([
    'depth',
    'width.1',
    'width.2',
    'width.3',
    'activation',
    'normalisation',
    'residual',
  ]);
});

it('takes sizes, and choices that bring others along, for structure in a foreign space', () => {
  const foreign: SearchSpace = {
    model: { type: 'choice', options: ['tree', 'net'] },
    leaves: { type: 'ordinal', values: [2, 4], when: { model: ['tree'] } },
    rate: { type: 'logUniform', low: 0.1, high: 1 },
    batch: { type: 'integer', low: 1, high: 9 },
    seed: { type: 'constant', value: 1 },
  };
  expect(structuralParameters(foreign)).toEqual(['model', 'leaves', 'batch']);
});

it('changes one thing a step, each other value of few and near ones of many, and stays in the space', () => {
  for (let draw = 0; draw < 20; draw++) {
    const candidate = sampleCandidate(space, random);
    for (const step of stepsFrom(space, candidate, random)) {
      expect(whyNotCandidateOf(space, step.candidate)).toBeUndefined();
      expect(changeInWords(space, candidate, step.candidate, 'infinitive')).toMatch(
        /^[^,]+( from \S+ to \S+|, from \d to \d)$/,
      );
    }
  }
});

it('adds a layer as wide as the one before it', () => {
  const candidate = completeCandidate(space, { depth: 1, 'width.1': 16 }, random);
  const added = stepsFrom(space, candidate, random).find(
    (step) => kindOfStep(space, candidate, step.candidate) === 'depth up',
  );
  expect(added).toMatchObject({ phase: 0, candidate: { depth: 2, 'width.1': 16, 'width.2': 16 } });
});

it('moves a number by a fifth of its range, then by a twentieth', () => {
  const one: SearchSpace = { x: { type: 'uniform', low: 0, high: 10 }, n: { type: 'integer', low: 1, high: 5 } };
  const steps = stepsFrom(one, { x: 9, n: 3 }, random).map(({ candidate, phase }) => [phase, candidate.x, candidate.n]);
  expect(steps).toEqual([
    [1, 10, 3],
    [1, 7, 3],
    [2, 9.5, 3],
    [2, 8.5, 3],
    [0, 9, 4],
    [0, 9, 2],
  ]);
});

it('begins as small as can be', () => {
  expect(smallCandidate(space, random)).toMatchObject({ depth: 0 });
  const sizes: SearchSpace = { width: { type: 'ordinal', values: [8, 16] }, lr: { type: 'uniform', low: 0, high: 1 } };
  expect(smallCandidate(sizes, random).width).toBe(8);
});

it.each([
  [{ depth: 1, 'width.1': 4 }, { depth: 2, 'width.1': 4, 'width.2': 8 }, 'add a layer, from 1 to 2'],
  [{ 'width.2': 16 }, { 'width.2': 32 }, 'widen layer 2 from 16 to 32'],
  [{ 'width.2': 16 }, { 'width.2': 8 }, 'narrow layer 2 from 16 to 8'],
  [{ activation: 'relu' }, { activation: 'tanh' }, 'change activation from relu to tanh'],
  [{ learningRate: 0.001 }, { learningRate: 0.00203917 }, 'raise learningRate from 0.001 to 0.002039'],
])('says what is changed from %j to %j', (before, after, words) => {
  expect(changeInWords(space, before, after, 'infinitive')).toBe(words);
});
