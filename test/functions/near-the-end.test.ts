import { expect, it } from 'vitest';
import { nearTheEnd } from '../../functions/world/near-the-end.ts';

/** A call of a quarter of an hour whose epochs take so long; gives the milliseconds left when it is told to end. */
function leftAtTheEnd(epoch: number): number {
  let time = 0;
  const remaining = () => 900_000 - time;
  const mustEnd = nearTheEnd(remaining, () => time);
  do time += epoch;
  while (!mustEnd() && time < 900_000);
  return remaining();
}

it.each([
  ['short', 10, 20_000, 30_000],
  ['of five seconds', 5_000, 20_000, 30_000],
  ['of a minute', 60_000, 20_000, 80_000],
  ['of four minutes', 240_000, 20_000, 260_000],
])('leaves time to write what is done where epochs are %s', (_what, epoch, least, most) => {
  const left = leftAtTheEnd(epoch);
  expect(left).toBeGreaterThanOrEqual(least);
  expect(left).toBeLessThanOrEqual(most);
});

it('goes by the longest epoch', () => {
  let time = 0;
  const mustEnd = nearTheEnd(
    () => 900_000 - time,
    () => time,
  );
  const asked = [100_000, 700_000, 790_000, 795_000].map((moment) => {
    time = moment;
    return mustEnd();
  });
  // 600 s between the first two: the rest may not hold another such.
  expect(asked).toEqual([false, true, true, true]);
});
