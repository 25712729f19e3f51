/**
 * A search of 10,000 trials through the deployed stack on an emulator: what Step Functions and S3 see of it.
 *   npx tsx bench/cloud-emulator.ts [trials] [trials a round]
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type HistoryEvent, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { openClients } from '../cloud/clients.ts';
import { latestExecution } from '../cloud/executions.ts';
import { listSearchIds } from '../cloud/list-search-ids.ts';
import { readStack } from '../cloud/stack.ts';
import { endpoint, startEmulator } from '../setup/emulator.mjs';
import { verdictSchema } from '../shared/result.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { planSchema } from '../shared/steps/plan-file.ts';
import { readArtifact } from '../shared/steps/read-artifact.ts';
import { openStore } from '../storage/index.ts';
import { deployOnce, removeDeployment } from '../test/emulator/deployment.ts';
import { emulatorVariables } from '../test/emulator/variables.ts';

const [trials = 10_000, roundTrials = 1000] = process.argv.slice(2).map(Number);
const epochs = 3;
const iris = readFileSync(new URL('../examples/iris/iris.csv', import.meta.url));
const settings = { target: 'species', budget: { trials, roundTrials, epochs } };

/** Counts what the functions ask of the emulator by method, and hands it on. */
async function countingEndpoint() {
  const counts = new Map<string, number>();
  const server = createServer((asked, answer) => {
    const method = asked.url?.includes('list-type=2') === true ? 'LIST' : (asked.method ?? '');
    counts.set(method, (counts.get(method) ?? 0) + 1);
    const { method: same, headers } = asked;
    const onward = request(`${endpoint}${asked.url}`, { method: same, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return { counts, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** Sends the calls of the stack's functions through the address. */
async function redirect(stackName: string, address: string): Promise<void> {
  const { StackResources = [] } = await clients.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  const headers = {
    authorization:
      'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0',
  };
  for (const { ResourceType, PhysicalResourceId } of StackResources) {
    if (ResourceType !== 'AWS::Lambda::Function') continue;
    const path = `${endpoint}/2015-03-31/functions/${PhysicalResourceId}/configuration`;
    const found = (await (await fetch(path, { headers })).json()) as { Environment: { Variables: object } };
    const Environment = { Variables: { ...found.Environment.Variables, AWS_ENDPOINT_URL: address } };
    const changed = await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ Environment }) });
    if (!changed.ok) throw new Error(await changed.text());
  }
}

const sizeOf = (event: HistoryEvent): number =>
  Math.max(
    0,
    ...[event.stateEnteredEventDetails?.input, event.stateExitedEventDetails?.output].map((text) => text?.length ?? 0),
  );

async function eventsOf(executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client: clients.stepFunctions, pageSize: 1000 }, { executionArn });
  for await (const { events: page = [] } of pages) events.push(...page);
  return events;
}

const emulator = await startEmulator((line) => process.stderr.write(`${line}\n`));
Object.assign(process.env, emulatorVariables(endpoint));
const clients = openClients({ hasEndpoint: true });
const deployment = { folder: mkdtempSync(join(tmpdir(), 'modelscout-bench-')), stage: `bench${process.pid}` };
const counter = await countingEndpoint();
try {
  const stackName = await deployOnce(deployment, endpoint);
  const stack = await readStack(clients.cloudFormation, stackName);
  if (emulator.kind === 'ministack') await redirect(stackName, `http://127.0.0.1:${counter.port}`);
  const store = openStore(`s3://${stack.bucket}`);
  const put = (file: string, Body: string | Uint8Array) =>
    clients.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: `datasets/iris/${file}`, Body }));
  await put('search.json', JSON.stringify(settings));
  const begun = Date.now();
  await put('iris.csv', iris);
  let searchId: string | undefined;
  let execution: Awaited<ReturnType<typeof latestExecution>>;
  do {
    await sleep(1000);
    [searchId] = await listSearchIds(clients.s3, stack.bucket);
    if (searchId !== undefined) {
      execution = await latestExecution(clients.stepFunctions, stack.stateMachineArn, searchId);
    }
  } while (searchId === undefined || execution === undefined || execution.state === 'running');
  const seconds = (Date.now() - begun) / 1000;
  if (execution.state === 'failed') throw new Error(execution.cause);
  const keys = searchKeys(searchId);
  const { candidates } = await readArtifact(store, keys.verdict, verdictSchema);
  let packs = 0;
  let rounds = 0;
  for (; (await store.read(keys.plan(rounds))) !== undefined; rounds++) {
    packs += (await readArtifact(store, keys.plan(rounds), planSchema)).packs.length;
  }
  const events = await eventsOf(execution.arn);
  const requests = [...counter.counts].sort().map(([method, count]) => `${method} ${count.toLocaleString('en')}`);
  const total = [...counter.counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = [
    '# A search through the deployed stack, on an emulator',
    '',
    `\`npx tsx bench/cloud-emulator.ts ${trials} ${roundTrials}\` on ${emulator.kind}; ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}. iris.csv, ${epochs} epochs, the default space, wasm. All that AWS would spread over machines shares these processors: the time is the emulator’s, the counts are the workflow’s.`,
    '',
    '| | |',
    '| --- | --- |',
    `| trials | ${trials.toLocaleString('en')}: ${candidates.completed} completed, ${candidates.failed} failed, ${candidates.stopped} stopped |`,
    `| rounds | ${rounds}, the last of which ends the search |`,
    `| wall time | ${seconds.toFixed(0)} s, ${((seconds / trials) * 1000).toFixed(0)} ms a trial |`,
    `| executions | 1, and ${packs} children of the map (a pack each; ${(trials / packs).toFixed(1)} trials a pack) |`,
    `| history events of the execution | ${events.length} of 25,000 |`,
    `| largest state | ${Math.max(...events.map(sizeOf))} bytes of 262,144 |`,
    ...(total === 0
      ? []
      : [
          `| requests of the functions (S3, but for one that starts the execution) | ${requests.join(', ')}: ${(total / trials).toFixed(1)} a trial |`,
        ]),
    '',
  ];
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  writeFileSync(fileURLToPath(new URL('results/cloud-emulator.md', import.meta.url)), lines.join('\n'));
  process.stdout.write(lines.join('\n'));
} finally {
  counter.close();
  await removeDeployment(deployment, clients);
  await emulator.stop();
}
