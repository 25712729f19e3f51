import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../data/bytes-source.ts';
import { formatOf } from '../../data/formats/index.ts';
import { readJson, writeJson } from '../../shared/artifact-store.ts';
import { specSchema } from '../../shared/spec.ts';
import { type BeginContext, begin, type StoredObject } from '../../shared/steps/begin.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { memoryStore } from '../../storage/memory.ts';

const bucket = 'scout';

/** An event as EventBridge sends it, from the user guide of S3. */
const uploadEvent = (key: string, more: { size?: number; version?: string; bucket?: string } = {}) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2021-11-12T00:00:00Z',
  region: 'ca-central-1',
  resources: [`arn:aws:s3:::${more.bucket ?? bucket}`],
  detail: {
    version: '0',
    bucket: { name: more.bucket ?? bucket },
    object: {
      key,
      size: more.size ?? 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      ...(more.version === undefined ? {} : { 'version-id': more.version }),
      sequencer: '617f08299329d189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    'source-ip-address': '1.2.3.4',
    reason: 'PutObject',
  },
});

/** The bucket's objects by hand; executions as Step Functions keeps them: a name is taken for good. */
function world({
  objects = [],
  defaults = {},
}: {
  objects?: StoredObject[];
  defaults?: BeginContext['defaults'];
} = {}) {
  const store = memoryStore();
  const executions: string[] = [];
  const context: BeginContext = {
    store,
    bucket,
    defaults,
    now: () => 1000,
    clock: () => '2026-02-03T04:05:06.789Z',
    emit: () => undefined,
    checkFormat: (file) => void formatOf(bytesSource(file, new Uint8Array())),
    listObjects: async (prefix) => objects.filter(({ key }) => key.startsWith(prefix)),
    startExecution: async (searchId) => {
      const started = !executions.includes(searchId);
      if (started) executions.push(searchId);
      return { execution: searchId, started };
    },
    goOn: async (searchId) => {
      const execution = `${searchId}-${executions.length + 1}`;
      executions.push(execution);
      return { execution, started: true };
    },
  };
  const specOf = async (searchId: string) => specSchema.parse(await readJson(store, searchKeys(searchId).spec));
  return { store, executions, context, specOf };
}

const object = (key: string, modifiedAt = 0, version = 'v1', size = 5): StoredObject => ({
  key,
  version,
  size,
  modifiedAt,
});

async function searchIdOf(output: Promise<Awaited<ReturnType<typeof begin>>>): Promise<string> {
  const begun = await output;
  if (!('searchId' in begun)) throw new Error(`Nothing was begun: ${JSON.stringify(begun)}`);
  return begun.searchId;
}

describe('an upload', () => {
  it('begins a search named by the time and the object’s version', async () => {
    const { context, executions, specOf } = world();
    const searchId = await searchIdOf(begin(uploadEvent('datasets/iris/iris.csv', { version: 'a' }), context));
    expect(searchId).toMatch(/^20211112-000000-[0-9a-f]{16}$/);
    expect(executions).toEqual([searchId]);
    expect(await specOf(searchId)).toMatchObject({
      dataset: 'datasets/iris/iris.csv',
      name: 'iris',
      strategy: 'auto',
    });
  });

  it('begins nothing twice when its event comes twice, and another search for another version', async () => {
    const { context, executions } = world();
    const event = uploadEvent('datasets/iris/iris.csv', { version: 'a' });
    const first = await begin(event, context);
    expect(await begin(event, context)).toEqual({ ...first, started: false });
    await begin(uploadEvent('datasets/iris/iris.csv', { version: 'b' }), context);
    expect(executions).toHaveLength(2);
  });

  it('goes by the settings beside it, over the stack’s, section by section', async () => {
    const { context, store, specOf } = world({ defaults: { budget: { dollars: 2, trials: 7 }, seed: 9 } });
    await writeJson(store, 'datasets/iris/search.json', {
      budget: { trials: 30 },
      name: 'other',
      dataset: 'other.csv',
    });
    const searchId = await searchIdOf(begin(uploadEvent('datasets/iris/iris.csv'), context));
    expect(await specOf(searchId)).toMatchObject({
      dataset: 'datasets/iris/iris.csv',
      name: 'iris',
      seed: 9,
      budget: { dollars: 2, trials: 30 },
    });
  });

  it.each([
    ['its settings', 'datasets/iris/search.json'],
    ['a record of ours', 'datasets/iris/iris.csv.failure.json'],
    ['a folder’s marker', 'datasets/iris/'],
    ['what lies elsewhere', 'models/iris/champion.json'],
  ])('passes over %s', async (_what, key) => {
    const { context, executions, store } = world();
    expect(await begin(uploadEvent(key), context)).toEqual({ ignored: 'it is no dataset' });
    expect(executions).toEqual([]);
    expect(await store.list('')).toEqual([]);
  });

  it('passes over other buckets', async () => {
    const { context } = world();
    const event = uploadEvent('datasets/iris/iris.csv', { bucket: 'foreign' });
    expect(await begin(event, context)).toEqual({ ignored: 'it lies in another bucket' });
  });

  it.each([
    ['an unknown ending', 'datasets/iris/iris.xlsx', 5, 'datasets/iris/iris.xlsx.failure.json', /unknown extension/],
    ['no bytes', 'datasets/iris/iris.csv', 0, 'datasets/iris/iris.csv.failure.json', /empty/],
    ['too many bytes', 'datasets/iris/iris.csv', 3e9, 'datasets/iris/iris.csv.failure.json', /the limit is 2147483648/],
    [
      'a folder in the folder',
      'datasets/iris/a/b.csv',
      5,
      /^datasets\/iris\/a-b-csv-[0-9a-f]{8}\.failure\.json$/,
      /too deep/,
    ],
    ['spaces', 'datasets/iris/my data.csv', 5, /^datasets\/iris\/my-data-csv-[0-9a-f]{8}\.failure/, /letters, digits/],
    ['a way out', 'datasets/iris/../../x.csv', 5, /^datasets\/iris\/-x-csv-[0-9a-f]{8}\.failure/, /too deep/],
    ['control characters', 'datasets/iris/a\u0000\n.csv', 5, /^datasets\/iris\/a-csv-[0-9a-f]{8}\.failure/, /letters/],
    ['odd letters', 'datasets/iris/ı\u202Egpj.csv', 5, /^datasets\/iris\/-gpj-csv-[0-9a-f]{8}\.failure/, /letters/],
    [
      'a name without an end',
      `datasets/iris/${'x'.repeat(2000)}.csv`,
      5,
      /^datasets\/iris\/x{77,80}-?/,
      /longer than 1024/,
    ],
    [
      'a percent sign: events’ keys are not encoded',
      'datasets/iris/a%2Fb.csv',
      5,
      /^datasets\/iris\/a-2Fb-csv-/,
      /letters/,
    ],
  ])('refuses %s in a record beside it and a notice', async (_what, key, size, record, message) => {
    const { context, executions, store } = world();
    const refused = await begin(uploadEvent(key, { size }), context);
    expect(executions).toEqual([]);
    const [written, ...more] = await store.list('');
    expect(more).toEqual([]);
    if (typeof record === 'string') expect(written).toBe(record);
    else expect(written).toMatch(record);
    expect(await readJson(store, written ?? '')).toEqual({
      code: 'InvalidDataset',
      message: expect.stringMatching(message) as string,
      at: 1000,
    });
    expect(refused).toMatchObject({
      notice: { events: ['refused'], message: expect.stringMatching(message) as string },
    });
    const { subject } = (refused as { notice: { subject: string } }).notice;
    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  });

  it.each(['datasets/ iris/iris.csv', 'datasets/../iris.csv', 'datasets/ïris/iris.csv', 'datasets/iris.csv'])(
    'refuses %j with a notice where nothing can be written beside it',
    async (key) => {
      const { context, executions, store } = world();
      expect(await begin(uploadEvent(key), context)).toMatchObject({ notice: { events: ['refused'] } });
      expect([...executions, ...(await store.list(''))]).toEqual([]);
    },
  );

  it.each([
    ['no JSON', '{"budget":', /it is no JSON/],
    ['no object', '[1]', /no JSON object/],
    ['an unknown key', '{"bugdet": {"trials": 3}}', /bugdet/],
    ['a wrong value', '{"budget": {"trials": -3}}', /budget\.trials/],
  ])('refuses settings that are %s, and says so beside the data', async (_what, settings, message) => {
    const { context, executions, store } = world();
    await store.write('datasets/iris/search.json', settings);
    await begin(uploadEvent('datasets/iris/iris.csv'), context);
    expect(executions).toEqual([]);
    expect(await readJson(store, 'datasets/iris/iris.csv.failure.json')).toMatchObject({
      code: 'InvalidSpec',
      message: expect.stringMatching(message) as string,
    });
    // Corrected, and uploaded again: the complaint goes away.
    await store.delete('datasets/iris/search.json');
    await begin(uploadEvent('datasets/iris/iris.csv', { version: 'b' }), context);
    expect(executions).toHaveLength(1);
    expect(await store.read('datasets/iris/iris.csv.failure.json')).toBeUndefined();
  });

  it('throws what is not the user’s fault, so that the event is tried again', async () => {
    const { context } = world();
    const startExecution = () => Promise.reject(new Error('throttled'));
    await expect(begin(uploadEvent('datasets/iris/iris.csv'), { ...context, startExecution })).rejects.toThrow(
      'throttled',
    );
  });
});

describe('a schedule', () => {
  const objects = [
    object('datasets/iris/a.csv', 3000),
    object('datasets/iris/b.csv', 5000),
    object('datasets/iris/search.json', 9000),
    object('datasets/iris/c.csv.failure.json', 9000),
  ];
  const call = { schedule: 'iris-weekly', dataset: 'iris', time: '2026-01-02T03:04:05Z' };

  it.each(['iris', 'datasets/iris', 'datasets/iris/', `s3://${bucket}/datasets/iris/`])(
    'searches the newest dataset of %s',
    async (dataset) => {
      const { context, specOf } = world({ objects });
      const searchId = await searchIdOf(begin({ ...call, dataset }, context));
      expect(searchId).toMatch(/^20260102-030405-/);
      expect(await specOf(searchId)).toMatchObject({ dataset: 'datasets/iris/b.csv', name: 'iris', candidates: [] });
    },
  );

  it('searches the one that it names', async () => {
    const { context, specOf } = world({ objects });
    const searchId = await searchIdOf(begin({ ...call, dataset: 'datasets/iris/a.csv' }, context));
    expect(await specOf(searchId)).toMatchObject({ dataset: 'datasets/iris/a.csv' });
  });

  it('is called twice for the same time, and searches once; without a time it goes by the clock', async () => {
    const { context, executions } = world({ objects });
    await begin(call, context);
    await begin(call, context);
    expect(executions).toHaveLength(1);
    expect(await searchIdOf(begin({ ...call, time: '<aws.scheduler.scheduled-time>' }, context))).toMatch(
      /^20260203-040506-/,
    );
  });

  it('begins with the champion’s candidate', async () => {
    const { context, store, specOf } = world({ objects });
    await writeJson(store, modelKeys('iris').champion, {
      searchId: 'before',
      model: 'models/iris/before',
      target: 'species',
      metric: 'accuracy',
      score: 1,
      data: 'x',
    });
    await writeJson(store, 'models/iris/before/verdict.json', {
      searchId: 'before',
      metric: 'accuracy',
      maximise: true,
      winner: { candidateId: 'c', candidate: { depth: 1, width: 8 }, validationScore: 1, epochs: 3, parameters: 9 },
      test: { value: 1, low: 1, high: 1 },
      testMetrics: {},
      testRows: 30,
      baselines: [],
      endedBecause: 'all trials are done',
      candidates: { completed: 1, failed: 0, stopped: 0 },
    });
    await writeJson(store, 'datasets/iris/search.json', { candidates: [{ depth: 2 }] });
    const searchId = await searchIdOf(begin(call, context));
    expect((await specOf(searchId)).candidates).toEqual([{ depth: 1, width: 8 }, { depth: 2 }]);
    // Under constraints that it may break now, it is not asked for.
    await writeJson(store, 'datasets/iris/search.json', { constraints: ['bytes <= 10'] });
    const bound = await searchIdOf(begin({ ...call, time: '2026-01-03T03:04:05Z' }, context));
    expect((await specOf(bound)).candidates).toEqual([]);
  });

  it('says so where there is nothing to search', async () => {
    const { context, executions } = world();
    expect(await begin(call, context)).toMatchObject({
      refused: { code: 'NotFound' },
      notice: { events: ['refused'] },
    });
    expect(executions).toEqual([]);
  });
});

describe('a call', () => {
  const key = 'uploads/0123456789abcdef/iris.csv';
  const objects = [object(key), object('datasets/iris/iris.csv'), object('uploads/0123456789abcdef/iris.csv.gz')];

  it.each([key, `s3://${bucket}/${key}`])('searches %s by the spec that it brings', async (dataset) => {
    const { context, specOf } = world({ objects });
    const searchId = await searchIdOf(begin({ dataset, spec: { seed: 3 } }, context));
    expect(searchId).toMatch(/^20260203-040506-/);
    expect(await specOf(searchId)).toMatchObject({ dataset: key, seed: 3 });
  });

  it('takes the settings beside a dataset where it brings none', async () => {
    const { context, store, specOf } = world({ objects });
    await writeJson(store, 'datasets/iris/search.json', { seed: 5 });
    const searchId = await searchIdOf(begin({ dataset: 'datasets/iris/iris.csv' }, context));
    expect(await specOf(searchId)).toMatchObject({ name: 'iris', seed: 5 });
  });

  it('tells two specs of the same second apart', async () => {
    const { context, executions } = world({ objects });
    for (const seed of [1, 2, 2]) await begin({ dataset: key, spec: { seed } }, context);
    expect(executions).toHaveLength(2);
  });

  it.each([
    ['a dataset that is not there', { dataset: 'uploads/x/none.csv' }, 'NotFound'],
    ['another bucket', { dataset: `s3://foreign/${key}` }, 'InvalidSpec'],
    ['a way out', { dataset: 'uploads/../secrets.csv' }, 'InvalidSpec'],
    ['odd letters', { dataset: 'uploads/x/ïris.csv' }, 'InvalidSpec'],
    ['a wrong spec', { dataset: key, spec: { seed: -1 } }, 'InvalidSpec'],
    ['nothing that begins', { hello: 'world' }, 'InvalidSpec'],
    ['a search id with a way out', { searchId: '../x' }, 'InvalidSpec'],
    ['a search that is not there', { searchId: '20260101-000000-0123456789abcdef' }, 'NotFound'],
  ])('is told of %s', async (_what, input, name) => {
    const { context, executions } = world({ objects });
    await expect(begin(input, context)).rejects.toMatchObject({ name });
    expect(executions).toEqual([]);
  });
});

describe('going on', () => {
  const searchId = '20260101-000000-0123456789abcdef';
  const keys = searchKeys(searchId);
  const trial = { id: 't', candidateId: 'c', candidate: {}, budget: { epochs: 1 }, fold: 0, seed: 1 };
  const plan = { round: 0, stopped: [], trials: [trial], packs: [{ fold: 0, trials: ['t'] }] };
  const ending = { round: 1, because: 'it was stopped', stopped: [], trials: [], packs: [] };

  it('takes away what ended the search, keeps what it trained, and starts it under the next name', async () => {
    const { context, store } = world();
    for (const key of [keys.spec, keys.stop, keys.verdict, keys.failure]) await writeJson(store, key, {});
    await writeJson(store, keys.plan(0), plan);
    await writeJson(store, keys.plan(1), ending);
    for (const key of [keys.observations(0), keys.observations(1), keys.spent(1), keys.trial('t')])
      await store.write(key, '');
    expect(await begin({ searchId }, context)).toMatchObject({ searchId, started: true });
    expect(await store.list('')).toEqual([keys.observations(0), keys.plan(0), keys.spec, keys.trial('t')].sort());
  });

  it('leaves a plan that its running search may be about to read', async () => {
    const { context, store } = world();
    for (const key of [keys.spec, keys.stop]) await writeJson(store, key, {});
    await writeJson(store, keys.plan(0), ending);
    await begin({ searchId }, context);
    expect(await store.list('')).toEqual([keys.plan(0), keys.spec].sort());
  });
});
