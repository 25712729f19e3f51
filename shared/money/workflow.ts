import type { Tier } from '../compute.ts';
import { prices } from './prices.ts';
import { exactly, type Range, sum, times } from './range.ts';

/** State transitions that are paid for, as the state machine is drawn. */
const transitions = {
  /** Start, prepare, publish, notify, end. */
  search: 5,
  /** Plan, anything to do, packs, collect, done. */
  round: 5,
  /** The child's start and where it goes, the work; on Lambda also whether it was paused. */
  pack: { lambda: 4, fargate: 3, gpu: 3 } satisfies Record<Tier, number>,
  /** A pack that was paused is gone on with. */
  again: 2,
};

/** Functions beside training: seconds of all of them, at `controlGb`, of a search and of each of its rounds. */
const control = { search: { low: 6, high: 60 }, round: { low: 2, high: 15 } };
const controlGb = 1.769;
const controlCalls = { search: 4, round: 2 };

/** Logged by a call of a function, or by a container. */
const logBytes = 4000;
const bytesOfGb = 1024 ** 3;

const functions = (calls: number, seconds: Range): Range =>
  sum([times(prices.lambda.request, calls), times(times(prices.lambda.second.x86, controlGb), seconds)]);

/** What the workflow itself costs for a round of so many packs and calls, without training and requests. */
export function roundOrchestration(packs: Readonly<Record<Tier, number>>, calls: number): Range {
  const all = packs.lambda + packs.fargate + packs.gpu;
  const entered =
    transitions.round +
    packs.lambda * transitions.pack.lambda +
    packs.fargate * transitions.pack.fargate +
    packs.gpu * transitions.pack.gpu +
    Math.max(0, calls - all) * transitions.again;
  return sum([
    times(prices.transition, entered),
    functions(controlCalls.round, control.round),
    times(prices.logs, ((calls + controlCalls.round) * logBytes) / bytesOfGb),
  ]);
}

/** What the workflow costs a search, whatever its rounds: preparing, fitting the winner, publishing, telling. */
export const searchOrchestration = (): Range =>
  sum([
    times(prices.transition, transitions.search),
    functions(controlCalls.search, control.search),
    times(prices.logs, (controlCalls.search * logBytes) / bytesOfGb),
    prices.event,
    prices.notice,
  ]);

export interface Requests {
  readonly reads: number;
  readonly writes: number;
}

/** Of each call: the plan, settings, dataset, state, wish to stop and a fold's five parts; timings, written and listed. */
const ofCall = { reads: 11, writes: 3 };
const ofRound = { reads: 20, writes: 8 };
const ofSearch = { reads: 40, writes: 60 };

/** Of S3, in a round: each trial's result is looked for, written, and read by collect; and so its checkpoint where it has one. */
export const roundRequests = (calls: number, trials: number, checkpoints: number): Requests => ({
  reads: ofRound.reads + ofCall.reads * calls + 2 * trials + checkpoints,
  writes: ofRound.writes + ofCall.writes * calls + trials + checkpoints,
});

export const requestDollars = ({ reads, writes }: Requests): number =>
  reads * prices.s3.read.high + writes * prices.s3.write.high;

export const searchRequestDollars = requestDollars(ofSearch);

/** Dollars a month for what a search leaves behind. */
export const storageDollars = (bytes: number): number => (bytes / bytesOfGb) * prices.s3.month.high;

/** What has to be left when the last trial is done: a round that ends the search, and its end. */
export const reserve = (): number =>
  sum([
    searchOrchestration(),
    roundOrchestration({ lambda: 0, fargate: 0, gpu: 0 }, 0),
    exactly(searchRequestDollars + requestDollars(roundRequests(0, 0, 0))),
  ]).high;
