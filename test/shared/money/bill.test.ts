import { expect, it } from 'vitest';
import type { Place } from '../../../shared/compute.ts';
import { type BilledCall, billOfRound, divideAmong } from '../../../shared/money/bill.ts';

const lambda: Place = { tier: 'lambda', vcpus: 1, memoryMiB: 1024, architecture: 'arm', spot: false };
const second = 0.0000133334;
const request = 0.0000002;
const call = (pack: number, startedAt: number, milliseconds?: number): BilledCall => ({
  pack,
  place: lambda,
  startedAt,
  ...(milliseconds === undefined ? {} : { milliseconds }),
});

it('sums a round: a cold call, a warm one, transitions, functions, logs and requests', () => {
  // The second begins when the first has ended: on the same machine. 3 s of cold start, once.
  const bill = billOfRound([call(0, 0, 2000), call(1, 5000, 4000)], { trials: 30, checkpoints: 0 });
  expect(bill.packs.get(0)).toBeCloseTo(5 * second + request, 12);
  expect(bill.packs.get(1)).toBeCloseTo(4 * second + request, 12);
  expect(bill.training).toBeCloseTo(9 * second + 2 * request, 12);
  // 5 + 2 × 4 transitions; two functions of 15 s at 1.769 GB of x86 in sum; 4 calls × 4 000 bytes of logs
  const orchestration = 13 * 0.000025 + 2 * request + 15 * 1.769 * 0.0000166667 + (0.5 * 16_000) / 1024 ** 3;
  expect(bill.orchestration).toBeCloseTo(orchestration, 12);
  // Read 20 + 2 × 11 + 2 × 30 = 102, written 8 + 2 × 3 + 30 = 44
  expect(bill.requests).toBeCloseTo(102 * 0.0000004 + 44 * 0.000005, 12);
  expect(bill.dollars).toBeCloseTo(bill.training + bill.orchestration + bill.requests, 12);
  expect(bill).toMatchObject({ calls: 2, seconds: 6 });
});

it('takes calls at the same time for cold ones', () => {
  const bill = billOfRound([call(0, 0, 2000), call(1, 1000, 4000)], { trials: 2, checkpoints: 0 });
  expect(bill.training).toBeCloseTo((5 + 7) * second + 2 * request, 12);
});

it('bills a call that died at its longest, or until its pack was called again', () => {
  const alone = billOfRound([call(0, 0)], { trials: 1, checkpoints: 0 });
  expect(alone.training).toBeCloseTo(903 * second + request, 12);
  const again = billOfRound([call(0, 100_000, 1000), call(0, 0)], { trials: 1, checkpoints: 0 });
  // 100 s and the cold start, then 1 s on what was left free; 5 + 4 + 2 transitions
  expect(again.training).toBeCloseTo(104 * second + 2 * request, 12);
  expect(again.orchestration - alone.orchestration).toBeCloseTo(2 * 0.000025 + (0.5 * 4000) / 1024 ** 3, 12);
});

it('divides a pack by epochs, and evenly where none was trained', () => {
  const divided = divideAmong(0.6, [
    { id: 'a', epochs: 10 },
    { id: 'b', epochs: 20 },
    { id: 'c', epochs: 0 },
  ]);
  expect([...divided.values()]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.4, 12), 0]);
  const none = divideAmong(0.6, [
    { id: 'a', epochs: 0 },
    { id: 'b', epochs: 0 },
  ]);
  expect([...none.values()]).toEqual([0.3, 0.3]);
});
