import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openClients } from '../../cloud/clients.ts';
import { endpoint, startEmulator } from '../../setup/emulator.mjs';
import { type Deployment, removeDeployment } from './deployment.ts';
import { emulatorVariables } from './variables.ts';

/** What the tests are told of the emulator. */
type EmulatorFound =
  | { readonly endpoint: string; readonly kind: 'ministack' | 'localstack' }
  | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    emulator: EmulatorFound;
    deployment: Deployment;
  }
}

let stop: (() => Promise<void>) | undefined;
let deployment: Deployment | undefined;

/** Starts the emulator once for all tests of the project. Where there is none, the tests are skipped by name. */
export async function setup(project: TestProject): Promise<void> {
  const say = (line: string): boolean => process.stderr.write(`setup: ${line}\n`);
  try {
    const emulator = await startEmulator(say);
    stop = emulator.stop;
    const folder = await mkdtemp(join(tmpdir(), 'modelscout-deployed-'));
    deployment = {
      folder,
      stage: `t${basename(folder)
        .replace(/[^a-z0-9]/gi, '')
        .slice(-6)
        .toLowerCase()}`,
    };
    project.provide('deployment', deployment);
    project.provide('emulator', { endpoint, kind: emulator.kind });
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    say(`no AWS emulator (${missing}): the tests that need one are skipped`);
    project.provide('emulator', { missing });
  }
}

export async function teardown(): Promise<void> {
  try {
    if (deployment !== undefined) {
      Object.assign(process.env, emulatorVariables(endpoint));
      await removeDeployment(deployment, openClients({ hasEndpoint: true }));
    }
  } finally {
    await stop?.();
  }
}
