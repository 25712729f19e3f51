/**
 * An AWS emulator for the tests: what listens on port 4566 already, else ministack, installed from PyPI into the project's
 * cache. Plain Node without dependencies, as all of the set-up.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exclusively } from './exclusively.mjs';

const port = 4566;
export const endpoint = `http://127.0.0.1:${port}`;
const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache');
const venv = join(cache, 'ministack');
const pins = ['ministack==1.5.33', 'boto3==1.43.106', 'botocore==1.43.106'];
const marker = join(venv, 'installed.txt');
const binary = (name) => join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', name);

/** Which emulator listens; undefined where none does. */
async function listening() {
  const ask = async (path) => {
    try {
      return await fetch(`${endpoint}${path}`, { signal: AbortSignal.timeout(2000) });
    } catch {
      return undefined;
    }
  };
  const health = await ask('/_localstack/health');
  if (!health?.ok) return undefined;
  // LocalStack tells its edition; ministack answers at LocalStack's address, too, and tells none.
  return (await health.text()).includes('"edition"') && !(await ask('/_ministack/health'))?.ok
    ? 'localstack'
    : 'ministack';
}

function isInstalled() {
  try {
    return readFileSync(marker, 'utf8') === pins.join('\n');
  } catch {
    return false;
  }
}

function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error((error?.message ?? stderr).trim().split('\n').at(-1));
}

async function install(say) {
  if (isInstalled()) return;
  await exclusively(join(cache, 'emulator.lock'), say, async () => {
    if (isInstalled()) return;
    say('installing the AWS emulator ministack (pip, once)');
    rmSync(venv, { recursive: true, force: true });
    run('python3', ['-m', 'venv', venv]);
    run(binary('pip'), ['install', '--quiet', '--disable-pip-version-check', ...pins]);
    writeFileSync(marker, pins.join('\n'));
  });
}

/**
 * Finds or starts an emulator: {kind, stop}. Throws an Error that says why there is none. `stop` ends what was started here.
 */
export async function startEmulator(say) {
  const found = await listening();
  if (found !== undefined) return { kind: found, stop: async () => undefined };
  await install(say);
  const data = mkdtempSync(join(tmpdir(), 'modelscout-ministack-'));
  mkdirSync(cache, { recursive: true });
  const log = openSync(join(cache, 'ministack.log'), 'w');
  const child = spawn(binary('ministack'), [], {
    cwd: data,
    env: { ...process.env, GATEWAY_PORT: String(port), TMPDIR: data, AWS_ENDPOINT_URL: '' },
    stdio: ['ignore', log, log],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    // It may hang on a Lambda that runs.
    await Promise.race([ended, sleep(3000)]);
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  };
  for (let waited = 0; waited < 30_000; waited += 200) {
    if ((await listening()) !== undefined) return { kind: 'ministack', stop };
    if (child.exitCode !== null) break;
    await sleep(200);
  }
  await stop();
  throw new Error('ministack did not start: see .cache/ministack.log');
}
