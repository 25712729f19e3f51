import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Verdict, verdictSchema } from '../../shared/result.ts';
import { root, runCli } from './run-cli.ts';

export const iris = join(root, 'examples', 'iris', 'iris.csv');

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'modelscout-cli-'));

/** A finished search in a folder of its own. */
export interface Searched {
  /** Working directory; the store is `modelscout` in it. */
  readonly folder: string;
  readonly searchId: string;
  /** searches/<id>, absolute. */
  readonly search: string;
  readonly verdict: Verdict;
}

/** Searches a dataset with the real command, small enough for a test. */
export async function searched(dataset: string, flags: readonly string[] = [], folder?: string): Promise<Searched> {
  const cwd = folder ?? (await newFolder());
  const { code, stderr } = await runCli(
    ['search', dataset, '--trials', '8', '--epochs', '5', '--workers', '1', '--quiet', ...flags],
    { cwd },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const searches = join(cwd, 'modelscout', 'searches');
  const searchId = (await readdir(searches)).sort().at(-1) ?? '';
  const search = join(searches, searchId);
  const verdict = verdictSchema.parse(JSON.parse(await readFile(join(search, 'result', 'verdict.json'), 'utf8')));
  return { folder: cwd, searchId, search, verdict };
}

/** The rows of the dataset that the search has sealed, as a file of their own. */
export async function writeSealedRows({ folder, search }: Searched, dataset: string): Promise<string> {
  const [header = '', ...rows] = (await readFile(dataset, 'utf8')).trimEnd().split('\n');
  const bytes = await readFile(join(search, 'sealed', 'row-numbers.i32'));
  const numbers = new Int32Array(Uint8Array.from(bytes).buffer);
  const path = join(folder, 'sealed.csv');
  await writeFile(path, `${[header, ...Array.from(numbers, (row) => rows[row])].join('\n')}\n`);
  return path;
}
