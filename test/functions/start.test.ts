import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type AwsEndpoint, awsEndpoint } from './aws-endpoint.ts';
import { deployment, lambdaContext } from './lambda-context.ts';

const home = process.cwd();
let endpoint: AwsEndpoint;
let folder: string;
let handler: (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<unknown>;

beforeAll(async () => {
  endpoint = await awsEndpoint([
    { key: 'datasets/wine/old.csv', modified: '2026-01-01T00:00:00.000Z' },
    { key: 'datasets/wine/new.csv', modified: '2026-01-02T00:00:00.000Z' },
  ]);
  folder = await mkdtemp(join(tmpdir(), 'modelscout-start-'));
  process.chdir(folder);
  const environment = {
    // A folder where the function runs, in place of the bucket of that name.
    STORE: 'scout',
    DEPLOYMENT: JSON.stringify({ ...deployment, defaults: { budget: { dollars: 1 } } }),
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:search',
    AWS_ENDPOINT_URL: endpoint.url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = await import('../../functions/start.ts'));
});
afterAll(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

const fileAt = async (key: string): Promise<unknown> => JSON.parse(await readFile(join(folder, 'scout', key), 'utf8'));
/** Lambda gives a handler its event parsed. */
const event: unknown = JSON.parse(await readFile(new URL('object-created.json', import.meta.url), 'utf8'));

it('starts a search of an upload once, however often its event comes', async () => {
  const begun = await handler(event, lambdaContext());
  expect(begun).toMatchObject({ started: true });
  expect(await handler(event, lambdaContext())).toEqual({ ...(begun as object), started: false });
  const { searchId } = begun as { searchId: string };
  expect(endpoint.executions).toEqual([{ name: searchId, input: JSON.stringify({ searchId }) }]);
  expect(await fileAt(`searches/${searchId}/spec.json`)).toMatchObject({ name: 'iris', budget: { dollars: 1 } });
});

it('goes on with a search under the next name that is free', async () => {
  const [{ name } = { name: '' }] = endpoint.executions;
  await writeFile(join(folder, 'scout', 'searches', name, 'stop.json'), '{}');
  expect(await handler({ searchId: name }, lambdaContext())).toEqual({
    searchId: name,
    execution: `${name}-2`,
    started: true,
  });
  expect(await handler({ searchId: name }, lambdaContext())).toMatchObject({ execution: `${name}-3` });
  expect(endpoint.executions.map((one) => one.name)).toEqual([name, `${name}-2`, `${name}-3`]);
  await expect(fileAt(`searches/${name}/stop.json`)).rejects.toThrow('ENOENT');
});

it('starts a schedule’s search of the newest dataset', async () => {
  const begun = await handler({ schedule: 'wine-1', dataset: 'wine', time: '2026-03-04T05:06:07Z' }, lambdaContext());
  const { searchId } = begun as { searchId: string };
  expect(searchId).toMatch(/^20260304-050607-/);
  expect(await fileAt(`searches/${searchId}/spec.json`)).toMatchObject({ dataset: 'datasets/wine/new.csv' });
});

it('names its errors, and says the way out in their messages', async () => {
  await expect(handler({ dataset: 'uploads/0/none.csv' }, lambdaContext())).rejects.toMatchObject({
    name: 'NotFound',
    message: 'There is no dataset uploads/0/none.csv in the bucket. Upload it',
  });
});
