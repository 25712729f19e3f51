import type { Random } from '../../shared/random.ts';
import type { Catcher, Json, Machine, Retrier, Rule, State } from './definition.ts';
import { at, filled, put } from './json-path.ts';
import { assumed, stepFunctions } from './quotas.ts';

/** What the workflow reaches beside itself. Times are milliseconds since the epoch. */
export interface World {
  /** Calls the function of a state. Throws WorkError. */
  readonly invoke: (state: string, input: Json, time: number) => Promise<{ output: Json; until: number }>;
  /** A list of items for a map. */
  readonly readItems: (key: string) => readonly Json[];
  readonly random: Random;
}

/** An error by its name, as a function or a service gave it, and when. */
export class WorkError extends Error {
  override readonly name: string;
  readonly until: number;

  constructor(name: string, message: string, until: number) {
    super(message);
    this.name = name;
    this.until = until;
  }
}

/** What is counted of executions. */
export interface Counts {
  /** History events of one execution. */
  events: number;
  /** State transitions that are paid for; those of the children as well. */
  transitions: number;
  /** The largest input or output of a state, and which. */
  largest: { bytes: number; of: string };
  /** Of the map runs. */
  children: number;
  /** Of any child. */
  childEvents: number;
  /** At the same time. */
  childrenAtOnce: number;
}

export const noCounts = (): Counts => ({
  events: 0,
  transitions: 0,
  largest: { bytes: 0, of: '' },
  children: 0,
  childEvents: 0,
  childrenAtOnce: 0,
});

/**
 * History events of a state that goes well: entered and exited, and between them a function's or a service's scheduled, started,
 * succeeded; of a map started and succeeded, and as much of its run. Step Functions writes no more than that.
 */
const eventsOf = { Task: 5, Map: 6, Choice: 2, Pass: 2, Succeed: 2, Fail: 1 } satisfies Record<State['Type'], number>;
/** Scheduled, started, failed. */
const eventsOfAttempt = 3;
/** Of the execution: started, succeeded. */
const eventsOfExecution = 2;

/** One execution: its states one after the other, as their definition has it. */
export class Execution {
  readonly counts = noCounts();
  readonly #machine: Machine;
  readonly #world: World;
  #state: string | undefined;
  #data: Json;
  time: number;

  constructor(machine: Machine, input: Json, time: number, world: World) {
    this.#machine = machine;
    this.#world = world;
    this.#state = machine.StartAt;
    this.#data = input;
    this.time = time;
    this.counts.events = eventsOfExecution;
    // The start is a transition, too.
    this.counts.transitions = 1;
  }

  get ended(): boolean {
    return this.#state === undefined;
  }

  get output(): Json {
    return this.#data;
  }

  /** Goes through one state. Throws WorkError where the execution fails. */
  async next(): Promise<void> {
    const name = this.#state;
    const state = name === undefined ? undefined : this.#machine.States[name];
    if (name === undefined || state === undefined) throw new Error(`There is no state ${name}`);
    this.#measure(`${name}, input`, this.#data);
    this.counts.events += eventsOf[state.Type];
    this.counts.transitions++;
    this.time += assumed.transition;
    this.#state = await this.#through(name, state);
    this.#measure(`${name}, output`, this.#data);
  }

  async #through(name: string, state: State): Promise<string | undefined> {
    switch (state.Type) {
      case 'Task':
        return this.#attempts(name, state.Retry, state.Catch, async () => {
          const input = filled(state.Parameters, this.#data);
          this.#measure(`${name}, its function's input`, input);
          const { output, until } = await this.#call(name, state.Resource, input);
          this.time = until;
          this.#measure(`${name}, its function's output`, output);
          const result = state.ResultSelector === undefined ? output : filled(state.ResultSelector, output);
          this.#data = put(this.#data, state.ResultPath, result);
          return state.Next;
        });
      case 'Map':
        return this.#attempts(name, [], state.Catch, async () => {
          const { Key } = filled(state.ItemReader.Parameters, this.#data) as { Key: string };
          const result = await this.#map(state, this.#world.readItems(Key));
          this.#measure(`${name}, what its children give`, result);
          this.#data = put(this.#data, state.ResultPath, result);
          return state.Next;
        });
      case 'Choice':
        return state.Choices.find((rule) => holds(rule, this.#data))?.Next ?? state.Default;
      case 'Pass':
        this.#data = put(this.#data, state.ResultPath, state.Result);
        return state.Next;
      case 'Succeed':
        if (state.OutputPath === null) this.#data = {};
        return undefined;
      case 'Fail':
        throw new WorkError('Failed', `${name}: ${JSON.stringify(this.#data)}`, this.time);
    }
  }

  async #call(name: string, resource: string, input: Json): Promise<{ output: Json; until: number }> {
    // A service, and not a function.
    if (resource.includes(':states:::')) return { output: {}, until: this.time + assumed.notice };
    return this.#world.invoke(name, input, this.time);
  }

  /** Does it once and again, as the retriers say; then goes where the catchers say. */
  async #attempts(
    name: string,
    retriers: readonly Retrier[] = [],
    catchers: readonly Catcher[] = [],
    work: () => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const tried = new Map<Retrier, number>();
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof WorkError)) throw error;
        this.time = error.until;
        const retrier = retriers.find((one) => catches(one, error.name));
        const attempt = retrier === undefined ? 0 : (tried.get(retrier) ?? 0);
        if (retrier !== undefined && attempt < retrier.MaxAttempts) {
          tried.set(retrier, attempt + 1);
          const { IntervalSeconds: first = 1, BackoffRate: rate = 2, MaxDelaySeconds: most = Infinity } = retrier;
          this.time += 1000 * Math.min(most, first * rate ** attempt) * this.#world.random.next();
          this.counts.events += eventsOfAttempt;
          this.counts.transitions++;
          continue;
        }
        const catcher = catchers.find((one) => catches(one, error.name));
        if (catcher === undefined) throw error;
        this.#data = put(this.#data, catcher.ResultPath, { Error: error.name, Cause: `${name}: ${error.message}` });
        return catcher.Next;
      }
    }
  }

  /** Children begin one after the other, so many at a time, and each goes on by itself: whichever is next in time. */
  async #map(state: Extract<State, { Type: 'Map' }>, items: readonly Json[]): Promise<Json> {
    const active = new Set<Execution>();
    const atOnce = Math.min(state.MaxConcurrency, stepFunctions.children);
    let started = 0;
    let free = this.time + assumed.map;
    const outputs: Json[] = [];
    while (outputs.length < items.length) {
      const first = earliest(active);
      const item = items[started];
      if (item !== undefined && active.size < atOnce && (first === undefined || free <= first.time)) {
        active.add(new Execution(state.ItemProcessor, item, free, this.#world));
        this.counts.childrenAtOnce = Math.max(this.counts.childrenAtOnce, active.size);
        started++;
        free += 1000 / stepFunctions.childrenASecond;
        continue;
      }
      if (first === undefined) throw new Error('A map has neither children nor items');
      await first.next();
      if (!first.ended) continue;
      active.delete(first);
      outputs.push(first.output);
      free = Math.max(free, first.time);
      this.time = Math.max(this.time, first.time);
      this.#add(first.counts);
    }
    return outputs;
  }

  #add({ events, transitions, largest }: Counts): void {
    this.counts.children++;
    this.counts.transitions += transitions;
    this.counts.childEvents = Math.max(this.counts.childEvents, events);
    if (largest.bytes > this.counts.largest.bytes) this.counts.largest = largest;
  }

  #measure(of: string, data: Json): void {
    const bytes = Buffer.byteLength(JSON.stringify(data));
    if (bytes > this.counts.largest.bytes) this.counts.largest = { bytes, of };
    if (bytes > stepFunctions.stateBytes)
      throw new WorkError('States.DataLimitExceeded', `${of}: ${bytes} bytes`, this.time);
  }
}

function earliest(executions: ReadonlySet<Execution>): Execution | undefined {
  let first: Execution | undefined;
  for (const one of executions) if (first === undefined || one.time < first.time) first = one;
  return first;
}

const catches = ({ ErrorEquals }: { readonly ErrorEquals: readonly string[] }, name: string): boolean =>
  ErrorEquals.includes('States.ALL') || ErrorEquals.includes(name);

function holds({ Variable, NumericGreaterThan, BooleanEquals, StringEquals }: Rule, data: Json): boolean {
  const value = at(data, Variable);
  if (NumericGreaterThan !== undefined) return typeof value === 'number' && value > NumericGreaterThan;
  return value === (BooleanEquals ?? StringEquals);
}
