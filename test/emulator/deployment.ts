import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { CloudClients } from '../../cloud/clients.ts';
import { exclusively } from '../../setup/exclusively.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = (path: string): string => fileURLToPath(new URL(path, new URL('../../node_modules/', import.meta.url)));
const cdklocal = command('aws-cdk-local/bin/cdklocal');
const quiet = ['--ci', '--no-color', '--require-approval', 'never'];
const mostMilliseconds = 240_000;
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** What one run of the tests deploys: where, and under which name. */
export interface Deployment {
  /** Of this run alone: the lock, the outputs and the synthesised stack. */
  readonly folder: string;
  readonly stage: string;
}

const stackNameOf = ({ stage }: Deployment): string => `Modelscout-${stage}`;
export const assemblyOf = ({ folder }: Deployment): string => join(folder, 'cdk.out');

/**
 * Synthesises the stack and deploys it to the emulator, as a user does: once a run, whichever test asks first. Gives its name.
 * Throws an Error with what the CDK said.
 */
export async function deployOnce(deployment: Deployment, endpoint: string): Promise<string> {
  const { folder, stage } = deployment;
  const done = join(folder, 'outputs.json');
  const say = (line: string): boolean => process.stderr.write(`deployment: ${line}\n`);
  await exclusively(join(folder, 'lock'), say, async () => {
    if (existsSync(done)) return;
    // S3 by paths: the emulator's address has no names of buckets below it.
    const env = { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint };
    const output = ['--output', assemblyOf(deployment), '--context', `stage=${stage}`];
    // Functions run on this machine's processors.
    const architecture = ['--context', `architecture=${process.arch === 'arm64' ? 'arm' : 'x86'}`];
    await run(['bootstrap', '--quiet', ...quiet.slice(0, 2), 'aws://000000000000/us-east-1'], folder, env);
    const written = join(folder, 'written.json');
    await run(['deploy', ...quiet, '--outputs-file', written, ...output, ...architecture], root, env);
    await writeFile(done, await readFile(written));
  });
  const outputs = outputsSchema.parse(JSON.parse(await readFile(done, 'utf8')));
  const name = stackNameOf(deployment);
  if (outputs[name] === undefined) throw new Error(`no stack ${name} was deployed, but ${Object.keys(outputs).join()}`);
  return name;
}

async function run(
  given: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(process.execPath, [cdklocal, ...given], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostMilliseconds,
    killSignal: 'SIGKILL',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`cdklocal ${given[0]} ended with ${code}: ${said.slice(-4000)}`);
}

/** Removes what a run deployed to an emulator that outlives it. */
export async function removeDeployment(
  deployment: Deployment,
  { cloudFormation, s3 }: Pick<CloudClients, 'cloudFormation' | 's3'>,
): Promise<void> {
  if (existsSync(join(deployment.folder, 'outputs.json'))) {
    const StackName = stackNameOf(deployment);
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const bucket = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'Bucket')?.OutputValue;
    if (bucket !== undefined) await empty(s3, bucket);
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
  }
  await rm(deployment.folder, { recursive: true, force: true });
}

async function empty(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
}
