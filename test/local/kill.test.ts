import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import { folderStore } from '../../storage/folder.ts';
import { fakeSearch } from './fake-search.ts';

const script = fileURLToPath(new URL('search-process.ts', import.meta.url));
const newFolder = () => mkdtemp(join(tmpdir(), 'kill-'));
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const artifacts = ['leaderboard.json', 'leaderboard.csv'];

interface Ending {
  readonly killed: boolean;
  readonly output: string;
}

const startProcess = (folder: string, workers: number, environment: NodeJS.ProcessEnv) =>
  spawn(process.execPath, ['--import', 'tsx', script, folder, String(workers)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });

/** Searches in a process group of its own, and kills all of the group after so many milliseconds. */
async function searchInGroup(folder: string, workers: number, killAfter?: number): Promise<Ending> {
  const child = startProcess(folder, workers, { FAKE_PACK_MILLISECONDS: '40' });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<boolean>((resolve) => {
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') output += `exit code ${code}`;
      resolve(signal === 'SIGKILL');
    });
  });
  if (killAfter !== undefined && child.pid !== undefined) {
    await Promise.race([sleep(killAfter), ended]);
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It had ended before.
    }
  }
  return { killed: await ended, output };
}

const readResult = async (folder: string): Promise<string[]> => {
  const [key = ''] = (await folderStore(folder).list('searches/')).filter((one) => one.endsWith('verdict.json'));
  return Promise.all(artifacts.map((name) => readFile(join(folder, key, '..', name), 'utf8')));
};

it('gives the same leaderboard after being killed at twenty moments, with one worker and with two', async () => {
  const undisturbed = await newFolder();
  const { alreadyFinished } = await fakeSearch({ store: undisturbed, workers: 1 });
  expect(alreadyFinished).toBe(false);
  const expected = await readResult(undisturbed);
  const startedAt = performance.now();
  await searchInGroup(await newFolder(), 2);
  const whole = performance.now() - startedAt;

  const random = createRandom('kill -9');
  let kills = 0;
  for (let round = 0; kills < 20 && round < 20; round++) {
    const folder = await newFolder();
    const workers = 1 + (round % 2);
    // Resuming is quicker, so that several kills of one search come at later and later points.
    for (let attempt = 0; attempt < 3; attempt++) {
      const { killed, output } = await searchInGroup(folder, workers, whole * (0.3 + 0.65 * random.next()));
      if (!killed) {
        expect(output).not.toContain('exit code');
        break;
      }
      kills++;
    }
    const { output } = await searchInGroup(folder, 3 - workers);
    expect(output).toContain('searchId');
    expect(await readResult(folder)).toEqual(expected);
    expect((await folderStore(folder).list('index/')).length).toBe(1);
  }
  expect(kills).toBeGreaterThanOrEqual(20);
}, 300_000);

it('leaves no worker behind when only the main process is killed', async () => {
  const folder = await newFolder();
  const log = join(folder, 'log');
  const child = startProcess(folder, 2, { FAKE_PACK_MILLISECONDS: '60000', FAKE_LOG: log });
  const workers = await vi.waitUntil(
    async () => {
      const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
      return lines.length >= 2 && lines.map((line) => Number(line.split(' ')[0]));
    },
    { timeout: 20_000, interval: 20 },
  );
  child.kill('SIGKILL');
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await vi.waitUntil(() => !workers.some(isAlive), { timeout: 5000, interval: 20 });
});
