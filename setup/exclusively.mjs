import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const longestWork = 30 * 60_000;

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Process id of the lock's holder; undefined where nobody holds it, or a dead process does. */
function holderOf(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return isAlive(pid) && Date.now() - statSync(lock).mtimeMs < longestWork ? pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes the lock: a link appears at once and with its content, or not at all. */
function take(lock) {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes a dead process's lock out of the way, and puts back the one of a process that was faster at doing the same. */
function clear(lock) {
  const aside = `${lock}.${process.pid}.aside`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (holderOf(aside) === undefined) rmSync(aside);
  else renameSync(aside, lock);
}

/** Does `work` while no other process holds `lock`, a file. The lock of a process that died is taken over. */
export async function exclusively(lock, say, work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let waiting = false; !take(lock); ) {
    const holder = holderOf(lock);
    if (holder === undefined) {
      clear(lock);
      continue;
    }
    if (!waiting) say(`waiting for another set-up (process ${holder})`);
    waiting = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
