import { expect, it } from 'vitest';
import { editDistance, nearest, suggestion } from '../../shared/nearest.ts';

it.each([
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['same', 'same', 0],
  ['flaw', 'lawn', 2],
])('%s to %s: %i', (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
  expect(editDistance(right, left)).toBe(distance);
});

it('finds what was meant, and nothing where nothing is close', () => {
  const known = ['optimizer', 'learningRate', 'depth'];
  expect(nearest('optimiser', known)).toBe('optimizer');
  expect(nearest('LEARNINGRATE', known)).toBe('learningRate');
  expect(nearest('batchSize', known)).toBeUndefined();
  expect(nearest('x'.repeat(1_000_000), known)).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});

it('lists what is known where it can suggest nothing', () => {
  expect(suggestion('dept', ['depth', 'width'])).toBe('Did you mean "depth"?');
  expect(suggestion('colour', ['depth', 'width'])).toBe('Known: depth, width');
});
