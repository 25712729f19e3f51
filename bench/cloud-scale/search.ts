import { fileURLToPath } from 'node:url';
import type { Config } from '../../infra/config.ts';
import { deploymentOf } from '../../infra/deployment.ts';
import { billSchema } from '../../shared/money/bill.ts';
import { prices } from '../../shared/money/prices.ts';
import { createRandom } from '../../shared/random.ts';
import { verdictSchema } from '../../shared/result.ts';
import { parseSpec, type SpecInput } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { addRequests, Bucket, dollarsOfRequests, noRequests, type RequestCounts } from './bucket.ts';
import { callClock } from './call-clock.ts';
import type { Json, Machine } from './definition.ts';
import { Functions, type FunctionTotals } from './functions.ts';
import { type MemoryOfStep, MemoryProbe } from './memory.ts';
import { workflowFunctions } from './steps.ts';
import { type Counts, Execution } from './workflow.ts';

export interface SearchCase {
  readonly name: string;
  readonly trials: number;
  readonly spec: Omit<SpecInput, 'dataset'>;
}

export interface Stack {
  readonly machine: Machine;
  readonly config: Config;
}

export interface SearchResult {
  readonly name: string;
  /** Candidates asked for. */
  readonly trials: number;
  /** Results: a candidate that went on has one for each budget. */
  readonly results: number;
  readonly rounds: number;
  readonly wallSeconds: number;
  readonly dollars: Readonly<Record<'training' | 'other functions' | 'transitions' | 'requests to S3', number>>;
  /** What the search's own bill says, which is to be no less. */
  readonly billed: number;
  readonly execution: Counts;
  readonly callsAtOnce: number;
  readonly throttled: number;
  readonly functions: Readonly<Record<string, FunctionTotals>>;
  readonly requests: RequestCounts;
  readonly peak: Bucket['peak'];
  readonly storedBytes: number;
  readonly memory: readonly MemoryOfStep[];
  readonly endedBecause: string;
  /** Seconds that the simulation itself took. */
  readonly simulatedIn: number;
}

const searchId = '20260101-000000-scale';
const startedAt = Date.UTC(2026, 0, 1);
const dataset = fileURLToPath(new URL('../../examples/digits/digits.csv', import.meta.url));
/** Rounds whose plan and collect are measured. */
const measured = new Set([0, 1, 2, 3, 4, 9, 24, 49, 74, 99, 100]);

/** Runs one search through the workflow. Throws where its execution fails. */
export async function simulateSearch(
  { name, trials, spec }: SearchCase,
  { machine, config }: Stack,
): Promise<SearchResult> {
  const begun = performance.now();
  const deployment = deploymentOf(config, 'us-east-1');
  const bucket = new Bucket();
  const functions = new Functions(workflowFunctions(bucket, deployment));
  const probe = new MemoryProbe(bucket, searchId, deployment);
  const memory: MemoryOfStep[] = [];
  const started = callClock(startedAt);
  const store = bucket.seenBy(started, noRequests());
  await started.run(() => writeSpec(store, searchId, parseSpec({ ...spec, dataset })));

  const invoke = (state: string, input: Json, time: number) => {
    const { round } = input as { readonly round?: number };
    if ((state === 'Plan' || state === 'Collect') && round !== undefined && measured.has(round)) {
      memory.push(probe.measure(state === 'Plan' ? 'plan' : 'collect', round));
    }
    return functions.invoke(state, input, time);
  };
  const readItems = (key: string) => jsonAt(bucket, key) as readonly Json[];
  const execution = new Execution(machine, { searchId }, startedAt, { invoke, readItems, random: createRandom(name) });
  try {
    while (!execution.ended) await execution.next();
  } finally {
    probe.end();
  }

  const keys = searchKeys(searchId);
  const verdict = verdictSchema.parse(jsonAt(bucket, keys.verdict));
  const requests = noRequests();
  for (const { counts } of functions.totals.values()) addRequests(requests, counts);
  const training = functions.totals.get('Train')?.dollars ?? 0;
  const all = [...functions.totals.values()].reduce((sum, { dollars }) => sum + dollars, 0);
  return {
    name,
    trials,
    results: bucket.keys().filter((key) => key.endsWith('/result.json')).length,
    rounds: functions.totals.get('Collect')?.calls ?? 0,
    wallSeconds: (execution.time - startedAt) / 1000,
    dollars: {
      training,
      'other functions': all - training,
      transitions: execution.counts.transitions * prices.transition.high,
      'requests to S3': dollarsOfRequests(requests),
    },
    billed: billSchema.parse(jsonAt(bucket, keys.bill)).total,
    execution: execution.counts,
    callsAtOnce: functions.atOnce,
    throttled: functions.throttled,
    functions: Object.fromEntries(functions.totals),
    requests,
    peak: bucket.peak,
    storedBytes: bucket.bytes,
    memory,
    endedBecause: verdict.endedBecause,
    simulatedIn: (performance.now() - begun) / 1000,
  };
}

const jsonAt = (bucket: Bucket, key: string): unknown => JSON.parse(new TextDecoder().decode(bucket.look(key)));
