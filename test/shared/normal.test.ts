import { expect, it } from 'vitest';
import { normalDensity, normalProbability, normalQuantile } from '../../shared/normal.ts';

// R 4: pnorm(c(-6, -1.959964, 0, 0.5, 3)), dnorm(1).
it.each([
  [-6, 9.865876450377018e-10],
  [-1.959964, 0.0249999990996],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [3, 0.9986501019683699],
])('lies below %d with probability %d', (x, probability) => {
  expect(normalProbability(x) / probability).toBeCloseTo(1, 6);
  expect(normalQuantile(probability)).toBeCloseTo(x, 5);
});

it('has the density of a normal', () => expect(normalDensity(1)).toBeCloseTo(0.24197072451914337, 12));
