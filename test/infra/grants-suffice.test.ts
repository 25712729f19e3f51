import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Step } from '../../infra/steps.ts';
import { parseSpec, type SpecInput } from '../../shared/spec.ts';
import { addCandidates } from '../../shared/steps/added.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { folderStore } from '../../storage/folder.ts';
import { awsEndpoint } from '../functions/aws-endpoint.ts';
import { deployment, lambdaContext } from '../functions/lambda-context.ts';
import { isAllowed, rolesOf } from './policies.ts';
import { configurations, resourcesOf, synthesise } from './synthesise.ts';

/** What the functions did with the store, whichever function it was: the real one, with a look at each key. */
const { done } = vi.hoisted(() => ({ done: [] as { action: string; key: string }[] }));
vi.mock('../../storage/index.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../storage/index.ts')>();
  const openStore: typeof original.openStore = (address) => {
    const store = original.openStore(address);
    return {
      read: (key) => (done.push({ action: 's3:GetObject', key }), store.read(key)),
      write: (key, ...more) => (done.push({ action: 's3:PutObject', key }), store.write(key, ...more)),
      delete: (key) => (done.push({ action: 's3:DeleteObject', key }), store.delete(key)),
      list: (prefix) => store.list(prefix),
    };
  };
  return { ...original, openStore };
});

const roleOf = {
  start: 'StartRole',
  prepare: 'FunctionsPrepareRole',
  plan: 'FunctionsPlanRole',
  train: 'FunctionsTrainRole',
  'record-lost': 'FunctionsRecordLostRole',
  collect: 'FunctionsCollectRole',
  publish: 'FunctionsPublishRole',
  fail: 'FunctionsFailRole',
} satisfies Record<Step, string>;

const home = process.cwd();
const forbidden: string[] = [];
const seen = new Set<string>();
let folder: string;
let endpoint: Awaited<ReturnType<typeof awsEndpoint>>;
let roles: ReturnType<typeof rolesOf>;
let bucket: string;

beforeAll(async () => {
  const template = synthesise(configurations.plain);
  roles = rolesOf(template);
  bucket = resourcesOf(template, 'AWS::S3::Bucket')[0]?.[0] ?? '';
  endpoint = await awsEndpoint();
  folder = await mkdtemp(join(tmpdir(), 'modelscout-grants-'));
  process.chdir(folder);
  const environment = {
    STORE: 'store',
    ENGINE: 'wasm',
    DEPLOYMENT: JSON.stringify(deployment),
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:search',
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

async function call(step: Step, event: object, remaining?: number): Promise<Record<string, unknown>> {
  const { handler } = (await import(`../../functions/${step}.ts`)) as {
    handler: (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<object>;
  };
  done.length = 0;
  const answer = await handler(event, lambdaContext(remaining));
  const [, statements = []] = [...roles].find(([id]) => id.startsWith(roleOf[step])) ?? [];
  for (const { action, key } of done) {
    seen.add(`${step} ${action}`);
    if (!isAllowed(statements, action, `arn:aws:s3:::${bucket}/${key}`)) forbidden.push(`${step}: ${action} ${key}`);
  }
  return JSON.parse(JSON.stringify(answer ?? {})) as Record<string, unknown>;
}

/** As the workflow goes, with every pack paused once. */
async function run(searchId: string): Promise<void> {
  let { round } = await call('prepare', { searchId });
  for (;;) {
    const { packs, done: ends } = await call('plan', { searchId, round });
    for (let pack = 0; pack < Number(packs); pack++) {
      const { paused } = await call('train', { searchId, round, pack }, 1000);
      if (paused === true) await call('train', { searchId, round, pack });
    }
    const { nextRound } = await call('collect', { searchId, round });
    if (ends === true) break;
    round = nextRound;
  }
  await call('publish', { searchId, round });
}

const spec = (dataset: string, more: Partial<SpecInput> = {}) =>
  parseSpec({
    dataset,
    name: 'iris',
    strategy: 'random',
    budget: { trials: 6, epochs: 9 },
    stopping: { rule: 'halving' },
    ...more,
  });

it('is granted all that its own work takes, each function', async () => {
  const store = folderStore(join(folder, 'store'));
  const text = await readFile(new URL('../../examples/iris/iris.csv', import.meta.url), 'utf8');
  await store.write('datasets/iris/iris.csv', text);
  await store.write(
    'datasets/iris/fewer.csv',
    text
      .split('\n')
      .filter((_, row) => row % 3 !== 1)
      .join('\n'),
  );

  await writeSpec(store, 'first', spec('datasets/iris/iris.csv'));
  await run('first');
  // Other data: the champion is challenged, and scored on the new sealed rows.
  await writeSpec(store, 'second', spec('datasets/iris/fewer.csv', { budget: { trials: 3, epochs: 3, dollars: 5 } }));
  await run('second');

  // Heirs begin with checkpoints of other trials, and these are deleted.
  const none = { rule: 'none' } as const;
  const population = { strategy: 'pbt', stopping: none, budget: { trials: 5, epochs: 2 } } as const;
  await writeSpec(store, 'population', spec('datasets/iris/iris.csv', population));
  await run('population');
  const evolving = { strategy: 'evolution', inherit: true, stopping: none } as const;
  const children = { ...evolving, budget: { trials: 16, epochs: 2, roundTrials: 12 } };
  await writeSpec(store, 'children', spec('datasets/iris/iris.csv', children));
  await run('children');

  await writeSpec(store, 'third', spec('datasets/iris/iris.csv', { seed: 3 }));
  // What the first knows is taken over, as random draws are the same: a candidate was added, for which it goes on.
  await writeSpec(store, 'known', spec('datasets/iris/iris.csv', { warmStart: 'like' }));
  const { round: first } = await call('prepare', { searchId: 'known' });
  await addCandidates(store, 'known', [{ depth: 1, 'width.1': 5 }]);
  const { packs: left } = await call('plan', { searchId: 'known', round: first });
  expect(left).toBe(1);

  const { round } = await call('prepare', { searchId: 'third' });
  await call('plan', { searchId: 'third', round });
  await call('train', { searchId: 'third', round, pack: 0 }, 1000);
  await call('record-lost', { searchId: 'third', round, pack: 0, message: 'it went away' });
  await call('fail', { searchId: 'third', error: { Error: 'SearchFailed', Cause: 'so it was' } });
  await store.write(searchKeys('third').stop, '{}');
  for (const searchId of ['second', 'third']) await call('start', { searchId });
  const event = JSON.parse(await readFile(new URL('../functions/object-created.json', import.meta.url), 'utf8')) as {
    detail: { bucket: { name: string }; object: { key: string } };
  };
  event.detail.bucket.name = 'store';
  await call('start', event);
  event.detail.object.key = 'datasets/iris/notes.txt';
  await call('start', event);

  expect(forbidden).toEqual([]);
  expect([...seen].sort()).toEqual(
    expect.arrayContaining([
      'collect s3:DeleteObject',
      'collect s3:PutObject',
      'fail s3:PutObject',
      'prepare s3:PutObject',
      'publish s3:PutObject',
      'record-lost s3:PutObject',
      'start s3:DeleteObject',
      'start s3:PutObject',
      'train s3:DeleteObject',
      'train s3:PutObject',
    ]),
  );
});
