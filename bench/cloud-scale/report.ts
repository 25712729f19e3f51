import { pricesAsOf } from '../../shared/money/prices.ts';
import { type Panel, plotSvg } from './plot.ts';
import { assumed, lambda, s3, stepFunctions } from './quotas.ts';
import type { SearchResult } from './search.ts';

/** All that bench/cloud-scale.ts found, as cloud-scale.json holds it. */
export interface ScaleResults {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly concurrency: number;
  readonly engine: string;
  readonly searches: readonly SearchResult[];
}

const mebibytes = (bytes: number): number => bytes / 2 ** 20;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const duration = (seconds: number): string =>
  seconds < 90
    ? `${whole(seconds)} s`
    : seconds < 5400
      ? `${whole(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
const dollars = (value: number): string => `$${value < 1 ? value.toFixed(3) : value.toFixed(2)}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const total = ({ dollars: parts }: SearchResult): number => Object.values(parts).reduce((sum, part) => sum + part, 0);
const requestsOf = ({ requests: { requests } }: SearchResult): number =>
  requests.get + requests.put + requests.list + requests.delete;
const peakOf = ({ memory }: SearchResult, step: 'plan' | 'collect') =>
  memory.filter((one) => one.step === step).reduce((most, one) => (one.peakBytes > most.peakBytes ? one : most));

const columns: readonly (readonly [string, (result: SearchResult) => string])[] = [
  ['stopping rule', ({ name }) => name],
  ['trials', ({ trials }) => whole(trials)],
  ['results', ({ results }) => whole(results)],
  ['rounds', ({ rounds }) => whole(rounds)],
  ['packs', ({ execution }) => whole(execution.children)],
  ['wall time', ({ wallSeconds }) => duration(wallSeconds)],
  ['dollars', (result) => dollars(total(result))],
  ['its own bill', ({ billed }) => dollars(billed)],
  ['history events', ({ execution }) => whole(execution.events)],
  ['largest state, bytes', ({ execution }) => whole(execution.largest.bytes)],
  ['plan, MiB', (result) => whole(mebibytes(peakOf(result, 'plan').peakBytes))],
  ['collect, MiB', (result) => whole(mebibytes(peakOf(result, 'collect').peakBytes))],
  ['requests to S3 a result', (result) => (requestsOf(result) / result.results).toFixed(2)],
];

const partsOf = (results: readonly SearchResult[]): string =>
  table(
    [
      'stopping rule',
      'trials',
      ...Object.keys(results[0]?.dollars ?? {}),
      'GET',
      'PUT',
      'LIST',
      'DELETE',
      'read and written in the busiest second',
    ],
    results.map((result) => {
      const { get, put, list, delete: deleted } = result.requests.requests;
      return [
        result.name,
        whole(result.trials),
        ...Object.values(result.dollars).map(dollars),
        ...[get, put, list, deleted].map((count) => (count / result.results).toFixed(3)),
        `${whole(result.peak.read)}, ${whole(result.peak.written)}`,
      ];
    }),
  );

const callsOf = (results: readonly SearchResult[]): string =>
  table(
    ['stopping rule', 'trials', 'function', 'calls', 'cold', 'longest call', 'of it processor, at most', 'dollars'],
    results.flatMap((result) =>
      Object.entries(result.functions).map(([name, one]) => [
        result.name,
        whole(result.trials),
        name,
        whole(one.calls),
        whole(one.coldStarts),
        `${(one.longest / 1000).toFixed(1)} s`,
        `${(one.mostCpu / 1000).toFixed(1)} s`,
        dollars(one.dollars),
      ]),
    ),
  );

const memoryOf = (results: readonly SearchResult[]): string =>
  table(
    ['stopping rule', 'trials', 'round', 'results so far', 'step', 'before, MiB', 'peak, MiB', 'seconds'],
    results.flatMap((result) =>
      result.memory.map(({ step, round, trials, startBytes, peakBytes, seconds }) => [
        result.name,
        whole(result.trials),
        String(round),
        whole(trials),
        step,
        whole(mebibytes(startBytes)),
        whole(mebibytes(peakBytes)),
        seconds.toFixed(1),
      ]),
    ),
  );

/** The results as a page to read. */
export function scaleReport({ date, command, machine, concurrency, engine, searches }: ScaleResults): string {
  const largest = Math.max(...searches.map(({ trials }) => trials));
  const most = searches.filter(({ trials }) => trials === largest);
  return `# A search of up to ${whole(largest)} trials, simulated

${date}, ${command}. ${machine}.

The code of the steps is run as the functions run it, over a bucket in memory, by the state machine that infra/ synthesises. Made
up are the trials' results (of the length of real ones: 100 epochs, digits, the default space) and all times: a pack takes what
the cost model foretells of the ${engine} engine, a step its requests' time, and what its own code took of a processor here. The
deployment is the default one: ${concurrency} packs at a time. Prices: ${pricesAsOf}; without logs and storage.

${table(
  columns.map(([name]) => name),
  searches.map((result) => columns.map(([, show]) => show(result))),
)}

Limits: ${whole(stepFunctions.historyEvents)} history events, ${whole(stepFunctions.stateBytes)} bytes of state, 1,769 MiB for plan and collect, 10 minutes for each call of them. Of one child of the map the history has
${Math.max(...searches.map(({ execution }) => execution.childEvents))} events at most. The state measured is each state's input and output, each function's, and what the map's children give together; the largest is: ${[...new Set(most.map(({ execution }) => execution.largest.of))].join('; ')}.

![wall time, dollars, history events and memory over the number of trials](cloud-scale.svg)

## Where the dollars go, and requests to S3 a result

A result is a candidate at one budget. S3 takes ${whole(s3.readsASecond)} GET and ${whole(s3.writesASecond)} PUT or DELETE a second of one
prefix. Who asks for more is told to slow down and asks again, which is not simulated: where the last column is above it, it will happen,
until S3 has divided the prefix.

${partsOf(searches)}

## Functions, at ${whole(largest)} trials

${callsOf(most)}

## Memory

Each in a fresh process with the heap that Node takes in a function of 1,769 MiB, over a folder that holds what the step reads; the resident set before and at its
peak (VmHWM). The SDK for S3 is not in it.

${memoryOf(most)}

## What is taken for granted

Documented: ${whole(lambda.concurrency)} calls of Lambda at a time in an account, ${lambda.seconds} s each. Not documented: a distributed map begins ${stepFunctions.childrenASecond} children a second; a state takes
${assumed.transition} ms; a request to S3 ${assumed.request} ms; a cold start ${assumed.coldTraining} ms where TensorFlow is loaded and ${assumed.cold} ms elsewhere; what is warm stays so for
${assumed.kept / 60_000} min. No machine is lost and no call fails. bench/cloud-scale/quotas.ts has them with their sources.
`;
}

export function scalePlot(searches: readonly SearchResult[]): string {
  const names = [...new Set(searches.map(({ name }) => name))];
  const over = (value: (result: SearchResult) => number) =>
    names.map((name) => ({
      name,
      points: searches
        .filter((result) => result.name === name)
        .map((result) => [result.trials, value(result)] as const),
    }));
  const memory = (step: 'plan' | 'collect'): Panel => ({
    title: `Memory of ${step}, peak`,
    lines: over((result) => mebibytes(peakOf(result, step).peakBytes)),
    limit: { value: 1769, name: 'the function has 1,769 MiB' },
    format: (value) => `${whole(value)} MiB`,
    linear: true,
  });
  const panels: Panel[] = [
    { title: 'Wall time', lines: over(({ wallSeconds }) => wallSeconds), format: (value) => `${whole(value)} s` },
    { title: 'Dollars', lines: over(total), format: (value) => `$${value}` },
    {
      title: 'History events',
      lines: over(({ execution }) => execution.events),
      limit: { value: stepFunctions.historyEvents, name: 'Step Functions: 25,000' },
      format: whole,
    },
    {
      title: 'Requests to S3 a result',
      lines: over((result) => requestsOf(result) / result.results),
      format: (value) => String(Number(value.toPrecision(3))),
      linear: true,
    },
    memory('plan'),
    memory('collect'),
  ];
  return plotSvg(
    panels,
    names.map((name) => `random, stopping rule ${name}`),
  );
}
