import type { Place } from '../../shared/compute.ts';
import { dollarsOfCall } from '../../shared/money/call.ts';
import { exactly } from '../../shared/money/range.ts';
import { addRequests, noRequests, type RequestCounts } from './bucket.ts';
import { type CallClock, callClock } from './call-clock.ts';
import type { Json } from './definition.ts';
import { assumed, lambda } from './quotas.ts';
import { WorkError } from './workflow.ts';

/** One call, as the code of a function sees it. */
export interface Call {
  readonly id: string;
  readonly clock: CallClock;
  readonly counts: RequestCounts;
  readonly remaining: () => number;
  /** Leaves out processor time that the function would not have spent: what is made up instead of trained. */
  readonly pretend: <T>(work: () => T) => T;
}

export interface FunctionSettings {
  readonly place: Place;
  readonly minutes: number;
  readonly coldStart: number;
  readonly run: (input: Json, call: Call) => Promise<unknown>;
}

/** What came of all calls of a function. */
export interface FunctionTotals {
  calls: number;
  coldStarts: number;
  dollars: number;
  /** Of the longest call. */
  longest: number;
  /** Processor time of our own code, of all calls and of the one that had most. */
  cpu: number;
  mostCpu: number;
  readonly counts: RequestCounts;
}

/**
 * Lambda in one account: environments that are cold, warm or given up, and no more calls at a time than the account may have.
 * A call takes what its waiting takes on its own clock and what its code takes of this machine's processor.
 */
export class Functions {
  readonly #settings: Readonly<Record<string, FunctionSettings>>;
  readonly #environments = new Map<string, { until: number }[]>();
  readonly totals = new Map<string, FunctionTotals>();
  throttled = 0;
  /** Calls at the same time. */
  atOnce = 0;
  #calls = 0;

  constructor(settings: Readonly<Record<string, FunctionSettings>>) {
    this.#settings = settings;
  }

  /** Calls must come in the order of their times. Throws WorkError. */
  async invoke(state: string, input: Json, time: number): Promise<{ output: Json; until: number }> {
    const settings = this.#settings[state];
    if (settings === undefined) throw new Error(`There is no function for ${state}`);
    const { place, minutes, coldStart, run } = settings;
    const running = this.#running(time);
    if (running >= lambda.concurrency) {
      this.throttled++;
      throw new WorkError('Lambda.TooManyRequestsException', 'Rate exceeded', time);
    }
    this.atOnce = Math.max(this.atOnce, running + 1);
    const { environment, cold } = this.#environment(state, time);
    const start = cold ? coldStart : 0;
    const limit = Math.min(60 * minutes, lambda.seconds) * 1000;
    const begun = time + start;
    const { result, clock, cpu, counts } = await this.#run(run, input, begun, limit);
    const took = clock.now() - begun + cpu;
    const totals = this.#totals(state);
    const billed = Math.min(took, limit);
    environment.until = begun + billed;
    totals.calls++;
    totals.coldStarts += cold ? 1 : 0;
    totals.dollars += dollarsOfCall(place, billed, exactly(start)).high;
    totals.longest = Math.max(totals.longest, took);
    totals.cpu += cpu;
    totals.mostCpu = Math.max(totals.mostCpu, cpu);
    addRequests(totals.counts, counts);
    if (took > limit) throw new WorkError('Sandbox.Timedout', `${state} took ${took} ms`, environment.until);
    if (result instanceof Error) throw new WorkError(result.name, result.message, environment.until);
    // What is given back goes through JSON: members that are undefined are not there.
    return { output: JSON.parse(JSON.stringify(result ?? null)) as Json, until: environment.until };
  }

  async #run(run: FunctionSettings['run'], input: Json, begun: number, limit: number) {
    const clock = callClock(begun);
    const counts = noRequests();
    let pretended = 0;
    const before = cpuNow();
    const call: Call = {
      id: `call-${this.#calls++}`,
      clock,
      counts,
      remaining: () => limit - (clock.now() - begun),
      pretend(work) {
        const from = cpuNow();
        try {
          return work();
        } finally {
          pretended += cpuNow() - from;
        }
      },
    };
    const result = await clock.run(() => run(input, call)).catch((error: unknown) => error as Error);
    return { result, clock, counts, cpu: Math.max(0, cpuNow() - before - pretended) };
  }

  #running(time: number): number {
    let running = 0;
    for (const environments of this.#environments.values()) {
      for (const { until } of environments) if (until > time) running++;
    }
    return running;
  }

  /** One that is free, the last used first; or a new one. */
  #environment(state: string, time: number): { environment: { until: number }; cold: boolean } {
    const known = (this.#environments.get(state) ?? []).filter(({ until }) => until + assumed.kept > time);
    this.#environments.set(state, known);
    let free: { until: number } | undefined;
    for (const one of known) if (one.until <= time && one.until > (free?.until ?? 0)) free = one;
    if (free !== undefined) return { environment: free, cold: false };
    const environment = { until: time };
    known.push(environment);
    return { environment, cold: true };
  }

  #totals(state: string): FunctionTotals {
    const known = this.totals.get(state);
    if (known !== undefined) return known;
    const totals = { calls: 0, coldStarts: 0, dollars: 0, longest: 0, cpu: 0, mostCpu: 0, counts: noRequests() };
    this.totals.set(state, totals);
    return totals;
  }
}

/** Milliseconds of this process's processors. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
