import { fork } from 'node:child_process';
import type { EngineStatus } from '../../training/index.ts';

/** What makes `doctor` try the engines and send what it found, and nothing else. */
export const probeFlag = '--probe';

/** The other end of `checkEngines`. */
export async function probeEngines(): Promise<void> {
  const { engineStatus } = await import('../../training/index.ts');
  process.send?.(await engineStatus());
  process.disconnect?.();
}

/**
 * Whether each engine can be loaded here. Tried in a process of its own, as an addon that the processor does not suit ends the
 * process it is loaded in; `script` is this program. Throws Error where that process ends without a word.
 */
export function checkEngines(script: string): Promise<EngineStatus> {
  return new Promise((resolve, reject) => {
    const child = fork(script, ['doctor', probeFlag], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-300);
    });
    child.once('message', (status: EngineStatus) => resolve(status));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      reject(new Error(`loading it, the process ${how}${errors.trim() === '' ? '' : `: ${errors.trim()}`}`));
    });
  });
}
