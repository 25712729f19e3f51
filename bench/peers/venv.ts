import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.ts';

export type Requirements =
  | 'requirements.txt'
  | 'requirements-keras.txt'
  | 'requirements-strategies.txt'
  | 'requirements-torch.txt';

/**
 * A Python environment with the packages of a requirements file of this folder: made in the cache at the first call, found there
 * by later ones. Gives the path of its interpreter. Needs `python3` with venv and a package index that pip can reach.
 */
export function peerPython(requirements: Requirements): string {
  const file = fileURLToPath(new URL(requirements, import.meta.url));
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `peers-${hash}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;
  console.error(`Installing ${requirements} for the benches …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(complete, '');
  return python;
}
