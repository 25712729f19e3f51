/**
 * An AWS emulator for the tests: what listens on port 4566, or on EMULATOR_PORT, already; else ministack, installed from PyPI
 * into the project's cache. Plain Node without dependencies, as all of the set-up.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exclusively, isAlive } from './exclusively.mjs';

const port = Number(process.env.EMULATOR_PORT ?? 4566);
export const endpoint = `http://127.0.0.1:${port}`;
const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache');
const venv = join(cache, 'ministack');
const pins = ['ministack==1.5.33', 'boto3==1.43.106', 'botocore==1.43.106'];
const marker = join(venv, 'installed.txt');
const onWindows = process.platform === 'win32';
const binary = (name) => join(venv, onWindows ? 'Scripts' : 'bin', name);
const installMilliseconds = 180_000;
const startMilliseconds = 30_000;
/** The ministack that runs of the tests share, {pid, data, users}; the last one to leave ends it. */
const shared = join(cache, `ministack-${port}.json`);
const lock = join(cache, 'emulator.lock');

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

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function run(command, args) {
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: installMilliseconds,
  });
  if (status === 0) return;
  if (error?.code === 'ENOENT') throw new Error(`there is no ${basename(command)}`);
  const lastLine = (stderr || stdout || '').trim().split('\n').at(-1);
  throw new Error(`${basename(command)} ${args.slice(0, 2).join(' ')}: ${error?.code ?? lastLine}`);
}

/** Throws an Error that says why it cannot be installed: no Python, no network, … */
function install(say) {
  if (readIfThere(marker) === pins.join('\n')) return;
  say('installing the AWS emulator ministack (pip, once)');
  rmSync(venv, { recursive: true, force: true });
  run(onWindows ? 'python' : 'python3', ['-m', 'venv', venv]);
  run(binary('python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...pins]);
  writeFileSync(marker, pins.join('\n'));
}

/** {pid, data} of a ministack that answers. Its own group: Ctrl-C at the terminal is for the tests, which end it then. */
async function start() {
  const data = mkdtempSync(join(tmpdir(), 'modelscout-ministack-'));
  const log = openSync(join(cache, `ministack-${port}.log`), 'w');
  const child = spawn(binary('ministack'), [], {
    cwd: data,
    detached: true,
    // Its functions get the address from here.
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      TMPDIR: data,
      AWS_ENDPOINT_URL: endpoint,
    },
    stdio: ['ignore', log, log],
  });
  await once(child, 'spawn');
  child.unref();
  closeSync(log);
  const ministack = { pid: child.pid, data };
  for (const begun = Date.now(); Date.now() - begun < startMilliseconds && child.exitCode === null; ) {
    if ((await listening()) !== undefined) return ministack;
    await sleep(100);
  }
  await end(ministack);
  throw new Error(`ministack did not start: see .cache/ministack-${port}.log`);
}

async function end({ pid, data }) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!isAlive(pid)) break;
    process.kill(pid, signal);
    // A Lambda that runs may keep it from ending.
    await waitForEnd(pid, 3000);
  }
  rmSync(data, { recursive: true, force: true });
}

async function waitForEnd(pid, milliseconds) {
  const begun = Date.now();
  while (isAlive(pid) && Date.now() - begun < milliseconds) await sleep(50);
}

/** Those of the shared ministack's users that live; undefined where none runs that the tests started. */
function readShared() {
  const text = readIfThere(shared);
  if (text === undefined) return undefined;
  const { pid, data, users } = JSON.parse(text);
  // Its folder is looked for as well: after a restart of the machine the number may be another process's.
  return isAlive(pid) && existsSync(data) ? { pid, data, users: users.filter(isAlive) } : undefined;
}

async function leave() {
  const ministack = readShared();
  if (ministack === undefined) return;
  const users = ministack.users.filter((user) => user !== process.pid);
  if (users.length > 0) return writeFileSync(shared, JSON.stringify({ ...ministack, users }));
  rmSync(shared);
  await end(ministack);
}

/**
 * Finds or starts an emulator: {kind, stop}. Throws an Error that says why there is none. `stop` ends what was started here once
 * no other run of the tests uses it.
 */
export async function startEmulator(say) {
  mkdirSync(cache, { recursive: true });
  return exclusively(lock, say, async () => {
    const found = await listening();
    const running = found === undefined ? undefined : readShared();
    if (found !== undefined && running === undefined) return { kind: found, stop: async () => undefined };
    if (found === undefined) install(say);
    const { pid, data, users = [] } = running ?? (await start());
    writeFileSync(shared, JSON.stringify({ pid, data, users: [...users, process.pid] }));
    return { kind: 'ministack', stop: () => exclusively(lock, say, leave) };
  });
}
