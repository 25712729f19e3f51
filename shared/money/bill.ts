import { z } from 'zod';
import { type Place, type Tier, tierSchema } from '../compute.ts';
import { dollarsOfCall, longestCall, startUp } from './call.ts';
import { exactly } from './range.ts';
import { requestDollars, roundOrchestration, roundRequests } from './workflow.ts';

/** A call as its timing tells of it. */
export interface BilledCall {
  readonly pack: number;
  readonly place: Place;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent where the call died. */
  readonly milliseconds?: number | undefined;
}

/** A trial of a pack, and the epochs it was trained there. */
export interface BilledTrial {
  readonly id: string;
  readonly epochs: number;
}

export interface RoundBill {
  readonly dollars: number;
  readonly training: number;
  /** Transitions, functions beside training, logs. */
  readonly orchestration: number;
  readonly requests: number;
  readonly calls: number;
  /** Of training, over all calls. */
  readonly seconds: number;
  /** Dollars of each pack's training, by its number. */
  readonly packs: ReadonlyMap<number, number>;
}

interface Timed extends BilledCall {
  /** What it is billed for. */
  readonly took: number;
}

/**
 * What a round's calls cost: an upper bound, for budgets are held to it. Spot is taken at its highest. A call without an end is
 * billed at its tier's longest, or until the same pack was called again.
 */
export function billOfRound(
  calls: readonly BilledCall[],
  { trials, checkpoints }: { readonly trials: number; readonly checkpoints: number },
): RoundBill {
  const timed = withTimes(calls);
  const cold = coldCalls(timed);
  const packs = new Map<number, number>();
  const tiers = new Map<number, Tier>();
  for (const call of timed) {
    const { low, high } = startUp[call.place.tier];
    const { high: dollars } = dollarsOfCall(call.place, call.took, exactly(cold.has(call) ? high : low));
    packs.set(call.pack, (packs.get(call.pack) ?? 0) + dollars);
    tiers.set(call.pack, call.place.tier);
  }
  const packsOf = { lambda: 0, fargate: 0, gpu: 0 };
  for (const tier of tiers.values()) packsOf[tier]++;
  const training = total([...packs.values()]);
  const orchestration = roundOrchestration(packsOf, calls.length).high;
  const requests = requestDollars(roundRequests(calls.length, trials, checkpoints));
  return {
    dollars: training + orchestration + requests,
    training,
    orchestration,
    requests,
    calls: calls.length,
    seconds: total(timed.map(({ took }) => took)) / 1000,
    packs,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function withTimes(calls: readonly BilledCall[]): Timed[] {
  const next = new Map<number, number>();
  return [...calls]
    .sort((a, b) => b.startedAt - a.startedAt)
    .map((call) => {
      const until = (next.get(call.pack) ?? Infinity) - call.startedAt;
      next.set(call.pack, call.startedAt);
      return { ...call, took: call.milliseconds ?? Math.min(longestCall[call.place.tier], until) };
    })
    .toReversed();
}

/** The calls that found no machine which an earlier one of their tier had left free. A job on Fargate always starts its own. */
function coldCalls(calls: readonly Timed[]): ReadonlySet<Timed> {
  const cold = new Set<Timed>();
  for (const tier of tierSchema.options) {
    const own = calls.filter(({ place }) => place.tier === tier);
    const ends = own.map(({ startedAt, took }) => startedAt + took).sort((a, b) => a - b);
    let taken = 0;
    for (const call of own) {
      if (tier !== 'fargate' && (ends[taken] ?? Infinity) <= call.startedAt) taken++;
      else cold.add(call);
    }
  }
  return cold;
}

/** A pack's dollars divided among its trials in proportion to the epochs they were trained there; alike where none was. */
export function divideAmong(dollars: number, trials: readonly BilledTrial[]): Map<string, number> {
  const epochs = total(trials.map((trial) => trial.epochs));
  return new Map(
    trials.map(({ id, epochs: own }) => [id, epochs === 0 ? dollars / trials.length : (dollars * own) / epochs]),
  );
}

const dollars = z.number().min(0);

/** rounds/<n>/spent.json */
export const spentSchema = z.object({
  dollars,
  training: dollars,
  orchestration: dollars,
  requests: dollars,
  calls: z.int().min(0),
  /** Trained seconds over all calls, and what the plan had predicted for the packs that were called. */
  seconds: z.number().min(0),
  predictedSeconds: z.number().min(0),
  /** Of the results. */
  storedBytes: z.int().min(0),
  /** Trial's id → dollars of its training. */
  trials: z.record(z.string(), dollars),
});
export type Spent = z.infer<typeof spentSchema>;

/** result/bill.json */
export const billSchema = z.object({
  currency: z.literal('USD'),
  /** Which prices it is worked out with; Amazon's own bill is the one that counts. */
  prices: z.string(),
  total: dollars,
  training: dollars,
  orchestration: dollars,
  requests: dollars,
  /** What is kept costs as long as it is kept; not in the total. */
  storage: z.object({ bytes: z.int().min(0), dollarsAMonth: dollars }),
  rounds: z.array(spentSchema.omit({ trials: true, storedBytes: true }).extend({ round: z.int().min(0) })),
  /** How a pack's dollars are divided among its trials. */
  divided: z.string(),
  trials: z.record(z.string(), dollars),
});
export type Bill = z.infer<typeof billSchema>;
