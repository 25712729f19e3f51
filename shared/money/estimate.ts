import { type Deployment, type Tier, tierSchema } from '../compute.ts';
import { dollarsASecond, dollarsOfCall, startUp } from './call.ts';
import { callSeconds, engineFactor, placeOf, secondsOn } from './choose-tier.ts';
import { prices } from './prices.ts';
import { exactly, type Range, sum, times } from './range.ts';
import {
  requestDollars,
  roundOrchestration,
  roundRequests,
  searchOrchestration,
  searchRequestDollars,
  storageDollars,
} from './workflow.ts';

/** A pack as it is planned: predicted by the cost model. */
export interface EstimatedPack {
  readonly tier: Tier;
  readonly trials: number;
  readonly seconds: number;
  readonly productSeconds: number;
}

/** Rounds that are alike. */
export interface EstimatedRound {
  readonly packs: readonly EstimatedPack[];
  /** How many such rounds there are, one after the other. */
  readonly times: number;
  /** How many of each pack a round has. */
  readonly weight: number;
}

export interface EstimateRequest {
  readonly rounds: readonly EstimatedRound[];
  readonly deployment: Deployment;
  /** Real seconds for each predicted one, as a probe measured them. */
  readonly ratio?: Range | undefined;
  readonly checkpoints: boolean;
  /** Bytes that the search leaves in the store. */
  readonly storedBytes: number;
  /** Limits of the spec. */
  readonly limits: { readonly dollars?: number | undefined; readonly seconds?: number | undefined };
}

export interface EstimateItem {
  readonly what: string;
  readonly dollars: Range;
}

export interface Estimate {
  readonly dollars: Range;
  readonly minutes: Range;
  /** In sum the dollars, before limits. */
  readonly items: readonly EstimateItem[];
  /** What is left behind costs this each month. */
  readonly storageAMonth: number;
  readonly trials: number;
  readonly packs: number;
  readonly rounds: number;
  /** Which of the limits may end it early. */
  readonly mayEndBy: readonly ('dollars' | 'seconds')[];
}

/** Where nothing was measured. */
const unmeasured: Range = { low: 0.6, high: 2 };
/** A processor in the cloud beside the one that was measured on. */
const machine: Range = { low: 0.8, high: 1.5 };
/** Nothing was measured on a GPU of Amazon's. */
const gpuMachine: Range = { low: 0.5, high: 2 };
/** Seconds of a call in which data are read and results written. */
const besides: Range = { low: 0.3, high: 3 };
/** Seconds until the first pack of a round trains, where its machines are new. */
const waiting: Readonly<Record<Tier, Range>> = {
  lambda: { low: 1, high: 6 },
  fargate: { low: 40, high: 180 },
  gpu: { low: 120, high: 420 },
};
/** Seconds of planning and collecting; of preparing and publishing. */
const roundSeconds: Range = { low: 4, high: 20 };
const searchSeconds: Range = { low: 8, high: 75 };
/** Children that a distributed map starts a second. */
const startedASecond = 100;

/** What a search costs and how long it takes if all its rounds are carried out, item by item. Pure. */
export function estimate(request: EstimateRequest): Estimate {
  const { rounds, limits, storedBytes } = request;
  const each = rounds.map((round) => ({ round, ...roundOf(round, request) }));
  const all = (pick: (one: (typeof each)[number]) => Range): Range =>
    sum(each.map((one) => times(pick(one), one.round.times)));
  const items: EstimateItem[] = [
    ...tierSchema.options
      .map((tier) => ({ what: tierWords[tier], dollars: all(({ training }) => training[tier]) }))
      .filter(({ dollars }) => dollars.high > 0),
    { what: 'cold starts', dollars: all(({ starts }) => starts) },
    {
      what: 'workflow: transitions, other functions, logs',
      dollars: sum([all((one) => one.orchestration), searchOrchestration()]),
    },
    { what: 'requests to S3', dollars: sum([all((one) => one.requests), exactly(searchRequestDollars)]) },
    { what: 'storage, the first month', dollars: exactly(storageDollars(storedBytes)) },
  ];
  const asked = sum(items.map(({ dollars }) => dollars));
  const seconds = sum([all((one) => one.seconds), searchSeconds]);
  const count = (pick: (packs: readonly EstimatedPack[]) => number): number =>
    Math.round(rounds.reduce((total, { packs, times: often, weight }) => total + pick(packs) * often * weight, 0));
  return {
    dollars: within(asked, limits.dollars),
    minutes: times(
      within(seconds, limits.seconds === undefined ? undefined : limits.seconds + searchSeconds.high),
      1 / 60,
    ),
    items,
    storageAMonth: storageDollars(storedBytes),
    trials: count((packs) => packs.reduce((total, { trials }) => total + trials, 0)),
    packs: count((packs) => packs.length),
    rounds: Math.round(rounds.reduce((total, { times: often }) => total + often, 0)),
    mayEndBy: [
      ...(limits.dollars !== undefined && asked.high > limits.dollars ? (['dollars'] as const) : []),
      ...(limits.seconds !== undefined && seconds.high > limits.seconds ? (['seconds'] as const) : []),
    ],
  };
}

const tierWords: Readonly<Record<Tier, string>> = {
  lambda: 'training on Lambda',
  fargate: 'training on Fargate',
  gpu: 'training on GPU instances',
};

const within = ({ low, high }: Range, limit = Infinity): Range => ({
  low: Math.min(low, limit),
  high: Math.min(high, limit),
});

function roundOf(
  { packs, weight }: EstimatedRound,
  { deployment, ratio, checkpoints }: Pick<EstimateRequest, 'deployment' | 'ratio' | 'checkpoints'>,
) {
  const factor = ratio ?? times(unmeasured, engineFactor[deployment.engine]);
  const training = { lambda: exactly(0), fargate: exactly(0), gpu: exactly(0) };
  const counts = { lambda: 0, fargate: 0, gpu: 0 };
  let calls = 0;
  let longest = exactly(0);
  let total = exactly(0);
  for (const pack of packs) {
    const place = placeOf(deployment, pack.tier);
    const seconds = sum([secondsRange(pack, place, factor), besides]);
    const dollars = sum([
      { low: dollarsOfCall(place, 1000 * seconds.low, exactly(0)).low, high: 0 },
      { low: 0, high: dollarsOfCall(place, 1000 * seconds.high, exactly(0)).high },
    ]);
    training[pack.tier] = sum([training[pack.tier], times(dollars, weight)]);
    counts[pack.tier] += weight;
    calls += weight * (pack.tier === 'lambda' ? Math.max(1, Math.ceil(seconds.high / callSeconds)) : 1);
    longest = { low: Math.max(longest.low, seconds.low), high: Math.max(longest.high, seconds.high) };
    total = sum([total, times(seconds, weight)]);
  }
  const starts = sum(
    tierSchema.options.map((tier) => {
      const place = placeOf(deployment, tier);
      const { low, high } = startUp[tier];
      const own = tier === 'fargate' ? counts.fargate : Math.min(counts[tier], deployment.concurrency);
      // Of new machines: the least is that of a quick start, not of a warm one.
      const seconds = { low: Math.max(low, high / 6) / 1000, high: high / 1000 };
      return times(times(dollarsASecond(place), seconds), own);
    }),
  );
  const trials = weight * packs.reduce((sumOf, pack) => sumOf + pack.trials, 0);
  const tiers = tierSchema.options.filter((tier) => counts[tier] > 0).map((tier) => waiting[tier]);
  const number = counts.lambda + counts.fargate + counts.gpu;
  const atOnce = (bound: number, work: number): number => Math.max(bound, work / deployment.concurrency);
  return {
    training,
    starts,
    orchestration: roundOrchestration(counts, calls),
    requests: exactly(requestDollars(roundRequests(calls, trials, checkpoints ? trials : 0))),
    seconds: sum([
      roundSeconds,
      exactly(number / startedASecond),
      { low: Math.max(0, ...tiers.map(({ low }) => low)), high: Math.max(0, ...tiers.map(({ high }) => high)) },
      { low: atOnce(longest.low, total.low), high: atOnce(longest.high, total.high) },
    ]),
  };
}

function secondsRange(pack: EstimatedPack, place: ReturnType<typeof placeOf>, factor: Range): Range {
  if (place.tier === 'gpu') return times(gpuMachine, secondsOn(place, pack, 1));
  return times({ low: secondsOn(place, pack, factor.low), high: secondsOn(place, pack, factor.high) }, machine);
}

export interface Elsewhere {
  readonly trials: number;
  /** Seconds of all trials, each trained alone, on one processor. */
  readonly seconds: Range;
}

/**
 * Seconds that a managed training job is billed for before it trains: its image is pulled and its container started. One to
 * three minutes are what is seen.
 */
const jobStart: Range = { low: 60, high: 180 };

/** A managed tuner that runs each trial as a job on an ml.m5.large, billed by the second. */
export const oneJobATrial = ({ trials, seconds }: Elsewhere): Range =>
  times(times(sum([times(jobStart, trials), seconds]), prices.sageMaker['ml.m5.large']), 1 / 3600);

/** A workflow that calls a function for each trial. */
export function oneCallATrial({ trials, seconds }: Elsewhere, deployment: Deployment): Range {
  const { lambda } = deployment.tiers;
  return sum([
    times(dollarsASecond(lambda), sum([seconds, times(besides, trials)])),
    times(prices.lambda.request, trials),
    roundOrchestration({ lambda: trials, fargate: 0, gpu: 0 }, trials),
    exactly(requestDollars(roundRequests(trials, trials, 0))),
  ]);
}
