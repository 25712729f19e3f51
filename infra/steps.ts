import type { KeyAccess } from './key-access.ts';

/** A function of functions/, by its file. */
export type Step = 'start' | 'prepare' | 'plan' | 'train' | 'record-lost' | 'collect' | 'publish' | 'fail';

export interface StepSettings {
  readonly keys: KeyAccess;
  readonly memoryMiB: number;
  readonly minutes: number;
  /** Runs the engine: has its memory, and is an image where the engine is native. */
  readonly trains?: true;
}

const search = (...names: string[]): string[] => names.map((name) => `searches/*/${name}`);
/** What a search was prepared to, and how far it is: never its sealed rows. */
const prepared = search('spec.json', 'state.json', 'engine.json', 'stop.json', 'data/*', 'rounds/*', 'trials/*');
const failures = 'datasets/*.failure.json';

/** Of a function and of a container alike. */
export const trainingKeys: KeyAccess = {
  read: prepared,
  write: search('engine.json', 'rounds/*/snapshots/*', 'rounds/*/timings/*', 'trials/*'),
  delete: search('rounds/*/snapshots/*'),
};

/** Each with no more than it needs. Lambda gives a processor for 1,769 MiB: less of it makes a function start slower. */
export const steps: Readonly<Record<Step, StepSettings>> = {
  start: {
    keys: {
      read: [
        'datasets/*/search.json',
        ...search('spec.json', 'failure.json', 'result/verdict.json', 'rounds/*/plan.json'),
        'models/*/champion.json',
        'models/*/verdict.json',
      ],
      write: [...search('spec.json'), failures],
      delete: [...search('stop.json', 'failure.json', 'result/verdict.json', 'rounds/*'), failures],
    },
    memoryMiB: 1024,
    minutes: 1,
  },
  prepare: {
    keys: {
      read: ['datasets/*', 'uploads/*', 'models/*', 'memory/*', ...prepared],
      write: search('state.json', 'engine.json', 'data/*', 'sealed/*'),
      sealed: true,
    },
    // What the largest dataset that a search takes needs; a small one is done in seconds.
    memoryMiB: 3008,
    minutes: 15,
  },
  plan: {
    keys: {
      // Results that an earlier search has are copied.
      read: [...prepared, ...search('added/*')],
      write: search('rounds/*/plan.json', 'rounds/*/packs.json', 'rounds/*/packs/*', 'trials/*'),
    },
    memoryMiB: 1769,
    minutes: 10,
  },
  train: { keys: trainingKeys, memoryMiB: 1769, minutes: 15, trains: true },
  'record-lost': {
    keys: { read: prepared, write: search('trials/*'), delete: search('rounds/*/snapshots/*') },
    memoryMiB: 512,
    minutes: 5,
  },
  collect: {
    keys: {
      read: prepared,
      write: search('rounds/*/observations.jsonl', 'rounds/*/best.json', 'rounds/*/spent.json'),
      delete: search('rounds/*/snapshots/*', 'trials/*/checkpoint/*'),
    },
    memoryMiB: 1769,
    minutes: 15,
  },
  publish: {
    keys: {
      read: [...prepared, ...search('sealed/*', 'result/*'), 'models/*'],
      write: [...search('engine.json', 'trials/index.json', 'result/*'), 'models/*', 'memory/*'],
      sealed: true,
    },
    memoryMiB: 1769,
    minutes: 15,
    trains: true,
  },
  fail: {
    keys: { read: search('spec.json'), write: [...search('failure.json'), failures] },
    memoryMiB: 512,
    minutes: 1,
  },
};
