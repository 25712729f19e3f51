import { describe, expect, it } from 'vitest';
import { parseConstraint } from '../../../shared/objectives/constraint.ts';
import { broken, byPreference, choiceInWords, frontVolume, paretoFront } from '../../../shared/objectives/front.ts';
import type { Goals } from '../../../shared/objectives/goals.ts';
import type { Scored } from '../../../shared/objectives/objective.ts';
import { createRandom } from '../../../shared/random.ts';

const goals: Goals = { maximise: true, minimise: ['bytes'], constraints: [], weights: undefined };
const at = (score: number, bytes: number): Scored => ({ score, costs: { bytes } });

describe('paretoFront', () => {
  it('holds what no other beats, either way round, and of equals the first', () => {
    const [cheap, dear, beaten] = [at(0.5, 10), at(0.9, 1000), at(0.4, 20)];
    const equal = at(0.9, 1000);
    expect(paretoFront([dear, beaten, cheap, equal], goals)).toEqual([dear, cheap]);
    expect(paretoFront([dear, beaten, cheap], { ...goals, maximise: false })).toEqual([beaten, cheap]);
    expect(paretoFront([dear, beaten, cheap, equal], goals)[0]).toBe(dear);
  });
});

describe('frontVolume', () => {
  it('is worked out by hand for three points, costs by their logarithm', () => {
    // In shares: (0, 1), (0.5, 0.5), (1, 0) below (1.1, 1.1): steps of 0.1, 0.6 and 1.1 high.
    const { hypervolume, best, reference } = frontVolume([at(1, 1e4), at(0.75, 1e3), at(0.5, 1e2)], goals);
    expect(hypervolume).toBeCloseTo((0.5 * 0.1 + 0.5 * 0.6 + 0.1 * 1.1) / 1.21, 12);
    expect(best).toEqual({ score: 1, bytes: 100 });
    expect(reference.score).toBeCloseTo(0.45, 12);
    expect(reference.bytes).toBeCloseTo(10 ** 4.2, 4);
  });

  it('grows with a point of the front between the others', () => {
    const front = [at(1, 1e4), at(0.5, 1e2)];
    const more = frontVolume([...front, at(0.9, 1e3)], goals).hypervolume;
    expect(more).toBeGreaterThan(frontVolume(front, goals).hypervolume);
  });

  it('is the whole box where there is one point, and leaves out an objective by which all are equal', () => {
    expect(frontVolume([at(0.5, 10)], goals)).toEqual({
      hypervolume: 1,
      best: { score: 0.5, bytes: 10 },
      reference: { score: 0.5, bytes: 10 },
    });
    const also = { ...goals, minimise: ['bytes', 'latency'] as const };
    const flat = [at(1, 1e4), at(0.5, 1e2)].map(({ score, costs }) => ({ score, costs: { ...costs, latency: 7 } }));
    const two = frontVolume([at(1, 1e4), at(0.5, 1e2)], goals);
    expect(frontVolume(flat, also).hypervolume).toBeCloseTo(two.hypervolume, 12);
  });
});

describe('byPreference', () => {
  it('begins with the point farthest from the line between the ends, where weights are equal', () => {
    const random = createRandom(3);
    for (let time = 0; time < 50; time++) {
      const points = Array.from({ length: 12 }, () => at(random.next(), 10 ** (5 * random.next())));
      const front = paretoFront(points, goals);
      const x = ({ costs }: Scored): number => Math.log(costs?.bytes ?? 0);
      const [first, last] = [
        front.reduce((a, b) => (x(a) < x(b) ? a : b)),
        front.reduce((a, b) => (x(a) > x(b) ? a : b)),
      ];
      // Twice the triangle's area above the line: no normalisation moves which is the largest.
      const above = (point: Scored): number =>
        (x(last) - x(first)) * (point.score - first.score) - (last.score - first.score) * (x(point) - x(first));
      const farthest = front.reduce((a, b) => (above(b) > above(a) ? b : a));
      expect(above(byPreference(front, goals)[0] ?? first)).toBeCloseTo(above(farthest), 12);
    }
  });

  it('goes by the weights', () => {
    const front = [at(1, 1e4), at(0.95, 1e3), at(0.5, 1e2)];
    const first = (weights: Goals['weights']) => byPreference(front, { ...goals, weights })[0];
    expect(first(undefined)).toBe(front[1]);
    expect(first({ score: 1, bytes: 0 })).toBe(front[0]);
    expect(first({ score: 0.01 })).toBe(front[2]);
    expect(byPreference(front, goals)).toHaveLength(3);
  });
});

it('says which constraints are broken, and how the winner was chosen', () => {
  const constraints = [parseConstraint('bytes <= 100'), parseConstraint('score >= 0.5')];
  expect(broken(at(0.5, 100), constraints)).toEqual([]);
  expect(broken(at(0.4, 101), constraints)).toEqual(constraints);
  expect(broken({ score: 0.5 }, constraints)).toEqual([constraints[0]]);
  expect(choiceInWords({ ...goals, constraints }, true)).toBe(
    'the knee of the front among those that keep bytes <= 100, score >= 0.5',
  );
  expect(choiceInWords({ ...goals, weights: { score: 2 } }, true)).toBe('the weights score 2, bytes 1');
  expect(choiceInWords({ ...goals, minimise: [], constraints: constraints.slice(1) }, false)).toBe(
    'the best score; no candidate keeps score >= 0.5',
  );
});
