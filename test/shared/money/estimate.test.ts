import { describe, expect, it } from 'vitest';
import { defaultDeployment } from '../../../shared/compute.ts';
import { estimate, oneCallATrial, oneJobATrial } from '../../../shared/money/estimate.ts';

const memoryMiB = 2048;
const deployment = {
  ...defaultDeployment,
  concurrency: 10,
  tiers: { lambda: { ...defaultDeployment.tiers.lambda, memoryMiB } },
};
const pack = { tier: 'lambda', trials: 5, seconds: 10, productSeconds: 0 } as const;
const request = {
  rounds: [{ packs: Array.from({ length: 40 }, () => pack), times: 2, weight: 1 }],
  deployment,
  ratio: { low: 1, high: 2 },
  checkpoints: false,
  storedBytes: 1024 ** 3,
  limits: {},
};

describe('estimate', () => {
  it('sums what packs, rounds and the search cost', () => {
    const { items, trials, packs, rounds, dollars } = estimate(request);
    expect({ trials, packs, rounds }).toEqual({ trials: 400, packs: 80, rounds: 2 });
    // 80 packs of 10 × 1 × 0.8 + 0.3 = 8.3 s at least and 10 × 2 × 1.5 + 3 = 33 s at most, 2 GB
    expect(items[0]?.what).toBe('training on Lambda');
    expect(items[0]?.dollars.low).toBeCloseTo(80 * (8.3 * 2 * 0.0000133334 + 0.0000002), 9);
    expect(items[0]?.dollars.high).toBeCloseTo(80 * (33 * 2 * 0.0000133334 + 0.0000002), 9);
    // Ten machines a round begin cold: 0.5 to 3 s
    expect(items[1]?.dollars.low).toBeCloseTo(2 * 10 * 0.5 * 2 * 0.0000133334, 9);
    expect(items[1]?.dollars.high).toBeCloseTo(2 * 10 * 3 * 2 * 0.0000133334, 9);
    // (5 + 40 × 4) × 2 + 5 transitions are $0.008375; the rest is functions and logs
    expect(items[2]?.dollars.low).toBeGreaterThan(0.008375);
    expect(items[2]?.dollars.high).toBeLessThan(0.008375 + 0.004);
    // A round: 20 + 40 × 11 + 2 × 200 = 860 read, 8 + 40 × 3 + 200 = 328 written; the search 40 and 60
    expect(items[3]?.dollars.low).toBeCloseTo(
      2 * (860 * 0.0000004 + 328 * 0.000005) + 40 * 0.0000004 + 60 * 0.000005,
      9,
    );
    expect(items[4]?.dollars.high).toBeCloseTo(0.023, 9);
    for (const end of ['low', 'high'] as const) {
      expect(dollars[end]).toBeCloseTo(
        items.reduce((total, item) => total + item.dollars[end], 0),
        9,
      );
    }
  });

  it('takes the time of the longest pack, or of all divided by those at a time', () => {
    // A round: 4 + 0.4 + 1 + 40 × 8.3 / 10 at least; the search 8 more
    expect(estimate(request).minutes.low).toBeCloseTo((2 * (4 + 0.4 + 1 + 33.2) + 8) / 60, 9);
    const wide = estimate({ ...request, deployment: { ...deployment, concurrency: 1000 } });
    expect(wide.minutes.low).toBeCloseTo((2 * (4 + 0.4 + 1 + 8.3) + 8) / 60, 9);
  });

  it('is bound by limits, and says so', () => {
    const bound = estimate({ ...request, limits: { dollars: 0.05, seconds: 60 } });
    expect(bound.mayEndBy).toEqual(['dollars', 'seconds']);
    expect(bound.dollars.high).toBe(0.05);
    expect(bound.minutes.high).toBeLessThan(3);
    expect(estimate({ ...request, limits: { dollars: 5 } }).mayEndBy).toEqual([]);
  });

  it('takes heavier and repeated rounds for what they stand for', () => {
    const [round] = request.rounds;
    const once = estimate({ ...request, rounds: [{ packs: round?.packs ?? [], times: 1, weight: 2 }] });
    expect(once).toMatchObject({ trials: 400, packs: 80, rounds: 1 });
    expect(once.items[0]?.dollars.high).toBeCloseTo(estimate(request).items[0]?.dollars.high ?? 0, 9);
  });
});

describe('elsewhere', () => {
  const trials = { trials: 1000, seconds: { low: 60_000, high: 60_000 } };

  it('is a job a trial at a managed tuner', () => {
    // 1 000 × (60 + 60 to 180 s) × 0.115 / 3600
    const { low, high } = oneJobATrial(trials);
    expect(low).toBeCloseTo(3.8333, 3);
    expect(high).toBeCloseTo(7.6667, 3);
  });

  it('is a call a trial on Lambda', () => {
    const { low } = oneCallATrial(trials, deployment);
    // 60.3 s × 2 GB × 0.0000133334 × 1 000 = 1.608; 4 005 transitions 0.1001; 1 000 requests 0.0002; S3 0.0053 + 0.02; functions, logs
    expect(low).toBeGreaterThan(1.608 + 0.1001 + 0.0002 + 0.0253);
    expect(low).toBeLessThan(1.608 + 0.1001 + 0.0002 + 0.0253 + 0.01);
  });
});
