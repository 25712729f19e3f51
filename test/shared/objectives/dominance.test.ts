import { expect, it } from 'vitest';
import { crowdingDistances, dominates, nonDominatedRanks } from '../../../shared/objectives/dominance.ts';
import { createRandom } from '../../../shared/random.ts';

it.each([1, 2, 3, 4])('ranks random points like peeling front after front, %i objectives', (objectives) => {
  const random = createRandom(objectives);
  // Few values, so that there are ties and equal points.
  const points = Array.from({ length: 200 }, () => Array.from({ length: objectives }, () => random.integer(0, 9)));
  const ranks = Array.from({ length: points.length }, () => -1);
  let left = points.map((_, index) => index);
  for (let rank = 0; left.length > 0; rank++) {
    const front = left.filter((index) => !left.some((other) => dominates(points[other] ?? [], points[index] ?? [])));
    for (const index of front) ranks[index] = rank;
    left = left.filter((index) => !front.includes(index));
  }
  expect(nonDominatedRanks(points)).toEqual(ranks);
});

it('measures crowding as worked out by hand', () => {
  const points = [
    [0, 4],
    [1, 3],
    [9, 9],
    [4, 0],
    [2, 1],
  ];
  // Of (1, 3): 2/4 + 3/4; of (2, 1): 3/4 + 3/4.
  expect(crowdingDistances(points, [0, 1, 3, 4])).toEqual([Infinity, 1.25, Infinity, 1.5]);
});

it('survives a front of one, and equal points', () => {
  expect(crowdingDistances([[1, 2]], [0])).toEqual([Infinity]);
  expect(
    nonDominatedRanks([
      [1, 1],
      [1, 1],
    ]),
  ).toEqual([0, 0]);
  expect(nonDominatedRanks([])).toEqual([]);
  for (const distance of crowdingDistances(
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    [0, 1, 2],
  ))
    expect(distance).not.toBeNaN();
});
