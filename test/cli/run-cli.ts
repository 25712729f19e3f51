import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const loader = import.meta.resolve('tsx');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The process gets a SIGINT once its stderr has this. */
  readonly interruptAfter?: RegExp;
  /** Nobody reads its stdout any more after so many letters, as with `head`. */
  readonly readAtMost?: number;
}

/** Runs the real command in a process of its own, without a terminal. */
export async function runCli(argumentsGiven: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { FORCE_COLOR: _always, NO_COLOR: _never, npm_lifecycle_event: _npm, ...environment } = process.env;
  const child = spawn(process.execPath, ['--import', loader, main, ...argumentsGiven], {
    cwd: options.cwd ?? root,
    env: { ...environment, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  let interrupted = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.length > (options.readAtMost ?? Infinity)) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (interrupted || options.interruptAfter?.test(stderr) !== true) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
