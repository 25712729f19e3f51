import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { verdictSchema } from '../../shared/result.ts';
import { failureSchema } from '../../shared/steps/failure.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { assemblyOf } from '../emulator/deployment.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { type Cloud, deployed, drop } from './cloud.ts';
import { changeFunction, invoke, type Subscription, subscribe } from './requests.ts';
import { zipOf } from './zip.ts';

const size = { trials: 6, roundTrials: 6, epochs: 20 };
const minutes = 15 * 60;
let cloud: Cloud;
let notices: Subscription;
/** The function as deployed: its name, and the folder of its code. */
let train: { readonly name: string; readonly code: string };

/** What the deployed function's name and code are called in the template. */
async function findTrain(): Promise<typeof train> {
  const { StackResources = [] } = await cloud.clients.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: cloud.stack.name }),
  );
  const found = StackResources.find(({ LogicalResourceId = '', ResourceType }) => {
    return ResourceType === 'AWS::Lambda::Function' && LogicalResourceId.startsWith('FunctionsTrain');
  });
  const assembly = assemblyOf(inject('deployment'));
  const template = JSON.parse(await readFile(join(assembly, `${cloud.stack.name}.template.json`), 'utf8')) as {
    Resources: Record<string, { Metadata: Record<string, string> }>;
  };
  const path = template.Resources[found?.LogicalResourceId ?? '']?.Metadata['aws:asset:path'] ?? '';
  return { name: found?.PhysicalResourceId ?? '', code: join(assembly, path) };
}

/**
 * Puts code around the function's own, `work`: `first` is whether this call is the first of its pack's.
 */
async function breakTrain(body: string, seconds = minutes): Promise<void> {
  const wrapper = `
    import { handler as work } from './index.mjs';
    const store = process.env.STORE.slice('s3://'.length);
    const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
    async function isFirst({ searchId, round, pack }) {
      const at = \`\${process.env.AWS_ENDPOINT_URL}/\${store}/test/\${searchId}-\${round}-\${pack}\`;
      if ((await fetch(at)).ok) return false;
      await fetch(at, { method: 'PUT', body: 'called' });
      return true;
    }
    export const handler = async (event, context) => {
      const first = await isFirst(event);
      ${body}
      return work(event, context);
    };`;
  const code = await zipOf(train.code, { 'broken.mjs': wrapper });
  await changeFunction(train.name, { code, handler: 'broken.handler', seconds });
}

const mend = async (): Promise<void> =>
  changeFunction(train.name, { code: await zipOf(train.code, {}), handler: 'index.handler', seconds: minutes });

const leaderboardOf = (searchId: string): Promise<string> => cloud.text(searchKeys(searchId).leaderboard);
async function search(kind: string): Promise<string> {
  const searchId = await cloud.searchOf(await drop(cloud, kind, size));
  await cloud.ended(searchId);
  return searchId;
}

describeOnEmulator('a train function', () => {
  let undisturbed: string;
  beforeAll(async () => {
    cloud = await deployed();
    train = await findTrain();
    notices = await subscribe(cloud.stack.topicArn);
    undisturbed = await leaderboardOf(await search('sound'));
  });
  afterAll(mend);

  it.each([
    ['throws once', 'if (first) throw new Error("broken for once");'],
    ['dies once', 'if (first) process.exit(1);'],
    [
      'is killed half way once',
      'if (first) { work(event, context); await sleep(30); process.kill(process.pid, "SIGKILL"); }',
    ],
    [
      'is given up on once, and its results come late',
      'if (first) { work(event, context).catch(() => undefined); throw new Error("given up on"); }',
    ],
  ])('that %s: the leaderboard is that of a sound one, byte for byte', async (_what, body) => {
    await breakTrain(body);
    expect(await leaderboardOf(await search('once'))).toBe(undisturbed);
  });

  it.each([
    ['throws', 'if (event.pack === 0) throw new Error("always broken");', minutes, /always broken/],
    ['dies', 'if (event.pack === 0) process.exit(1);', minutes, /./],
    ['sleeps past its time-out', 'if (event.pack === 0) await sleep(20_000);', 5, /./],
  ])('that %s on one pack: its trials are lost, the others judged', async (_what, body, seconds, message) => {
    await breakTrain(body, seconds);
    const searchId = await search('partly');
    const keys = searchKeys(searchId);
    const verdict = verdictSchema.parse(await cloud.json(keys.verdict));
    expect(verdict.candidates.failed).toBeGreaterThan(0);
    expect(verdict.candidates.completed).toBeGreaterThan(0);
    expect(verdict.candidates.completed + verdict.candidates.failed).toBe(size.trials);
    const lost = (await readHistory(cloud.store, searchId)).filter(({ state }) => state === 'failed');
    expect(lost.map((one) => 'reason' in one && one.reason)).toEqual(lost.map(() => 'lost'));
    const [id = ''] = lost[0]?.trials ?? [];
    expect((await cloud.json(keys.trial(id))) as { message: string }).toMatchObject({
      message: expect.stringMatching(message) as string,
    });
  });

  it('that always throws: the search fails, is recorded and told of', async () => {
    await breakTrain('throw new Error("always broken");');
    const searchId = await search('never');
    const keys = searchKeys(searchId);
    expect(await cloud.ended(searchId)).toMatchObject({ state: 'failed' });
    const failure = failureSchema.parse(await cloud.json(keys.failure));
    expect(failure.message).toMatch(/No candidate has a score: 6 failed/);
    expect(failure.message).toContain('always broken');
    expect((await notices.notice(searchId)).Subject).toContain('failed');
  });

  it('that is called again after the end changes nothing', async () => {
    await mend();
    const searchId = await search('late');
    const before = await leaderboardOf(searchId);
    const results = await cloud.store.list(`${searchKeys(searchId).root}/trials/`);
    const bytes = await Promise.all(results.map((key) => cloud.text(key)));
    expect(await invoke(train.name, { searchId, round: 0, pack: 0 })).toMatchObject({ paused: false, failed: 0 });
    expect(await cloud.store.list(`${searchKeys(searchId).root}/trials/`)).toEqual(results);
    expect(await Promise.all(results.map((key) => cloud.text(key)))).toEqual(bytes);
    expect(await leaderboardOf(searchId)).toBe(before);
    expect(before).toBe(undisturbed);
  });
});
