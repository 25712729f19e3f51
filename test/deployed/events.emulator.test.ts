import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { listExecutions } from '../../cloud/executions.ts';
import { failureSchema } from '../../shared/steps/failure.ts';
import { modelKeys } from '../../shared/steps/keys.ts';
import { describeOnEmulator, emulatorKind } from '../emulator/emulator.ts';
import { type Cloud, deployed, drop, iris, newName, until } from './cloud.ts';
import { invoke, type Subscription, subscribe } from './requests.ts';

const small = { trials: 2, roundTrials: 2, epochs: 2 };
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let cloud: Cloud;
let notices: Subscription;

describeOnEmulator('events', () => {
  beforeAll(async () => {
    cloud = await deployed();
    notices = await subscribe(cloud.stack.topicArn);
  });

  it('that come more than once begin one search', async () => {
    const name = await drop(cloud, 'twice', small);
    const searchId = await cloud.searchOf(name);
    const { stack, clients } = cloud;
    const key = `datasets/${name}/iris.csv`;
    const head = await clients.s3.send(new HeadObjectCommand({ Bucket: stack.bucket, Key: key }));
    // As the bucket told it: ministack leaves the version out.
    const event = {
      version: '0',
      source: 'aws.s3',
      'detail-type': 'Object Created',
      // As in the search's own id.
      time: searchId.replace(/^(....)(..)(..)-(..)(..)(..).*$/, '$1-$2-$3T$4:$5:$6Z'),
      detail: {
        bucket: { name: stack.bucket },
        object: {
          key,
          size: head.ContentLength,
          etag: head.ETag?.replaceAll('"', ''),
          ...(emulatorKind === 'ministack' ? {} : { 'version-id': head.VersionId }),
        },
      },
    };
    // Step Functions takes the same name with the same input while it runs, and starts nothing.
    for (const _ of [1, 2]) {
      expect(await invoke(stack.startFunctionArn, event)).toMatchObject({ searchId, execution: searchId });
    }
    expect(await cloud.ended(searchId)).toMatchObject({ state: 'succeeded' });
    expect(await invoke(stack.startFunctionArn, event)).toMatchObject({ searchId, started: false });
    expect(await cloud.searchesOf(name)).toEqual([searchId]);
    const executions = await listExecutions(clients.stepFunctions, stack.stateMachineArn, 1000);
    expect(executions.filter((one) => one.searchId === searchId)).toHaveLength(1);
    expect((await notices.notice(searchId)).Subject).toContain(name);
    await sleep(500);
    expect(notices.count(`The search ${searchId} of`)).toBe(1);
  });

  it.each([
    ['a picture', 'photo.png', png, /./],
    ['an empty file', 'empty.csv', '', /empty/],
    ['a table whose rows are of different lengths', 'ragged.csv', 'a,b,c\n1,2,x\n3,4\n5,6,7,8,y\n', /./],
    ['text that is no table', 'notes.csv', 'dear diary\n', /./],
  ] as const)('of %s: a record beside it, a notice, and the next upload works', async (_what, file, body, reason) => {
    const name = newName('bad');
    await cloud.upload(name, file, body);
    const key = `datasets/${name}/${file}.failure.json`;
    const record = await until(key, async () => ((await cloud.store.read(key)) ? cloud.json(key) : undefined));
    const { message, searchId } = failureSchema.parse(record);
    expect(message).toMatch(reason);
    const notice = await notices.notice(name);
    expect(notice.Message).toContain(message);
    expect(notice.Subject).toMatch(/^Modelscout: /);
    if (searchId !== undefined) expect(await cloud.ended(searchId)).toMatchObject({ state: 'failed' });

    // The same folder, a good file now.
    await cloud.upload(name, 'search.json', JSON.stringify({ target: 'species', budget: { trials: 2, epochs: 2 } }));
    await cloud.upload(name, 'iris.csv', await readFile(iris));
    const champion = modelKeys(name).champion;
    await until(champion, () => cloud.store.read(champion));
  });

  it.each([
    ['no JSON', '{"target": ', /no JSON/],
    ['a key that there is not', '{"targett": "species"}', /targett/],
  ])(
    'of a dataset whose settings are %s: a record beside it; put right and uploaded again, it is searched',
    async (_what, broken, reason) => {
      const name = newName('settings');
      await cloud.upload(name, 'search.json', broken);
      await cloud.upload(name, 'iris.csv', await readFile(iris));
      const key = `datasets/${name}/iris.csv.failure.json`;
      const record = await until(key, async () => ((await cloud.store.read(key)) ? cloud.json(key) : undefined));
      expect(failureSchema.parse(record).message).toMatch(reason);
      expect((await notices.notice(`datasets/${name}/iris.csv`)).Message).toMatch(reason);
      expect(await cloud.searchesOf(name)).toEqual([]);
      await cloud.upload(name, 'search.json', JSON.stringify({ target: 'species', budget: { trials: 2, epochs: 2 } }));
      await cloud.upload(name, 'iris.csv', await readFile(iris));
      expect(await cloud.ended(await cloud.searchOf(name))).toMatchObject({ state: 'succeeded' });
      expect(await cloud.store.read(key)).toBeUndefined();
    },
  );
});
