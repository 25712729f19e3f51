import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineStatus } from '../../training/index.ts';

/** Beside this file, under the ending that this file has: .ts, or .js when built. */
const probePath = fileURLToPath(new URL(`probe${extname(import.meta.url)}`, import.meta.url));

/** Whether each engine can be loaded here, tried in a process of its own. Throws Error where that process ends without a word. */
export function checkEngines(): Promise<EngineStatus> {
  return new Promise((resolve, reject) => {
    const child = fork(probePath, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
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
