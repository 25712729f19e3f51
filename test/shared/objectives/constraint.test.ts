import { expect, it } from 'vitest';
import { constraintText, keeps, parseConstraint } from '../../../shared/objectives/constraint.ts';

it.each([
  ['bytes <= 100000', { of: 'bytes', atMost: true, bound: 100_000 }],
  ['  score>=.9 ', { of: 'score', atMost: false, bound: 0.9 }],
  ['dollars <= 1e-5', { of: 'dollars', atMost: true, bound: 1e-5 }],
  ['score >= -2.', { of: 'score', atMost: false, bound: -2 }],
])('reads %j', (text, constraint) => {
  expect(parseConstraint(text)).toEqual(constraint);
  expect(parseConstraint(constraintText(parseConstraint(text)))).toEqual(constraint);
});

it.each(['bytes < 5', 'size <= 5', 'bytes <= 5 kB', 'bytes <=', '<= 5', 'bytes <= 5 and score >= 1', 'bytes <= 1e'])(
  'refuses %j',
  (text) => {
    expect(() => parseConstraint(text)).toThrow(/is no constraint/);
  },
);

it('is kept at the bound, and not without a value', () => {
  expect(keeps(parseConstraint('bytes <= 5'), 5)).toBe(true);
  expect(keeps(parseConstraint('bytes <= 5'), 5.1)).toBe(false);
  expect(keeps(parseConstraint('score >= 5'), 5)).toBe(true);
  expect(keeps(parseConstraint('score >= 5'), undefined)).toBe(false);
  expect(keeps(parseConstraint('score >= 5'), Number.NaN)).toBe(false);
});
