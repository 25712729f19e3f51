import type { TestProject } from 'vitest/node';
import { endpoint, startEmulator } from '../../setup/emulator.mjs';

/** What the tests are told of the emulator. */
type EmulatorFound =
  | { readonly endpoint: string; readonly kind: 'ministack' | 'localstack' }
  | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    emulator: EmulatorFound;
  }
}

let stop: (() => Promise<void>) | undefined;

/** Starts the emulator once for all tests of the project. Where there is none, the tests are skipped by name. */
export async function setup(project: TestProject): Promise<void> {
  const say = (line: string): boolean => process.stderr.write(`setup: ${line}\n`);
  try {
    const emulator = await startEmulator(say);
    stop = emulator.stop;
    project.provide('emulator', { endpoint, kind: emulator.kind });
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    say(`no AWS emulator (${missing}): the tests that need one are skipped`);
    project.provide('emulator', { missing });
  }
}

export const teardown = async (): Promise<void> => stop?.();
