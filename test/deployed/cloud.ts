import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { type CloudClients, openClients } from '../../cloud/clients.ts';
import { type Execution, latestExecution } from '../../cloud/executions.ts';
import { listSearchIds } from '../../cloud/list-search-ids.ts';
import { readStack, type Stack } from '../../cloud/stack.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { type SpecInput, specSchema } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { openStore } from '../../storage/index.ts';
import { type CliOptions, type CliResult, runCli } from '../cli/run-cli.ts';
import { deployOnce } from '../emulator/deployment.ts';

export const iris = fileURLToPath(new URL('../../examples/iris/iris.csv', import.meta.url));

/** The deployed stack, with what tests do to it. */
export interface Cloud {
  readonly stack: Stack;
  readonly clients: CloudClients;
  readonly store: ArtifactStore;
  /** Puts a file under datasets/<name>/, as a user drops it. */
  upload(name: string, file: string, body: string | Uint8Array): Promise<void>;
  /** Ids of the searches of the dataset, oldest first. */
  searchesOf(name: string): Promise<string[]>;
  /** The one search of the dataset, once it is there. */
  searchOf(name: string): Promise<string>;
  /** Its newest execution, once that has ended. */
  ended(searchId: string): Promise<Execution>;
  text(key: string): Promise<string>;
  json(key: string): Promise<unknown>;
  /** Runs a command on the stack. */
  run(argumentsGiven: readonly string[], options?: CliOptions): Promise<CliResult>;
}

/** Deploys the stack where no test of this run has. */
export async function deployed(): Promise<Cloud> {
  const found = inject('emulator');
  if ('missing' in found) throw new Error(found.missing);
  const name = await deployOnce(inject('deployment'), found.endpoint);
  const clients = openClients({ hasEndpoint: true });
  const stack = await readStack(clients.cloudFormation, name);
  const store = openStore(`s3://${stack.bucket}`);
  const text = async (key: string): Promise<string> => {
    const bytes = await store.read(key);
    if (bytes === undefined) throw new Error(`there is no ${key}`);
    return new TextDecoder().decode(bytes);
  };
  const json = async (key: string): Promise<unknown> => JSON.parse(await text(key)) as unknown;
  const searchesOf = async (dataset: string): Promise<string[]> => {
    const ids = await listSearchIds(clients.s3, stack.bucket);
    const specs = await Promise.all(ids.map(async (id) => specSchema.parse(await json(searchKeys(id).spec))));
    return ids.filter((_, index) => specs[index]?.name === dataset);
  };
  return {
    stack,
    clients,
    store,
    text,
    json,
    searchesOf,
    upload: async (dataset, file, body) => {
      await clients.s3.send(
        new PutObjectCommand({ Bucket: stack.bucket, Key: `datasets/${dataset}/${file}`, Body: body }),
      );
    },
    searchOf: (dataset) => until(`a search of ${dataset}`, async () => (await searchesOf(dataset))[0]),
    ended: (searchId) =>
      until(`the end of ${searchId}`, async () => {
        const execution = await latestExecution(clients.stepFunctions, stack.stateMachineArn, searchId);
        return execution === undefined || execution.state === 'running' ? undefined : execution;
      }),
    run: (argumentsGiven, options = {}) =>
      runCli(argumentsGiven, { ...options, environment: { MODELSCOUT_STACK: name, ...options.environment } }),
  };
}

/** Asks until there is an answer. Throws an Error that says what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 90): Promise<T> {
  for (const begun = Date.now(); Date.now() - begun < seconds * 1000; await sleep(300)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}

export const newName = (kind: string): string => `${kind}-${randomBytes(4).toString('hex')}`;

/** Small networks of one kind: a pack is few seconds of work. */
const space: SpecInput['space'] = {
  depth: { type: 'constant', value: 1 },
  width: { type: 'integer', low: 4, high: 8 },
  learningRate: { type: 'logUniform', low: 0.001, high: 0.01 },
  batchSize: { type: 'ordinal', values: [16, 32, 90] },
};

export interface Size {
  readonly trials: number;
  readonly roundTrials: number;
  readonly epochs: number;
}

/** Settings of a small search: packs are of one size of batch, so that six trials are more than one. */
export const settings = ({ trials, roundTrials, epochs }: Size) =>
  ({
    target: 'species',
    space,
    earlyStopping: 0,
    budget: { trials, roundTrials, epochs },
    // Each search is to train all it tries.
    cache: false,
  }) satisfies Partial<SpecInput>;

/** Drops iris with settings under a new name, which begins a search; gives the name. */
export async function drop(cloud: Cloud, kind: string, size: Size): Promise<string> {
  const name = newName(kind);
  await cloud.upload(name, 'search.json', JSON.stringify(settings(size)));
  await cloud.upload(name, 'iris.csv', await readFile(iris));
  return name;
}
