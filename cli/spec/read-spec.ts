import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { SearchError } from '../../shared/errors.ts';
import { mergeSpec, parseSpec, type Spec } from '../../shared/spec.ts';
import { packageRoot } from '../package-root.ts';
import { readJsonFile } from './read-json-file.ts';
import { flagOf, specFromFlags } from './spec-flags.ts';

export interface SpecGiven {
  /** The positional: a dataset, a spec, or nothing. */
  readonly dataset: string | undefined;
  /** The flags, as commander gives them. */
  readonly flags: Readonly<Record<string, unknown>>;
}

export interface SpecRead {
  readonly spec: Spec;
  /** Files it was read from, for people: "search.json beside the dataset". */
  readonly notes: readonly string[];
}

/** What `search` does without a dataset: enough candidates for a good answer in some seconds. */
const defaultSearch = (): Record<string, unknown> => ({
  dataset: shortest(join(packageRoot(), 'examples', 'iris', 'iris.csv')),
  target: 'species',
  budget: { trials: 60, epochs: 60 },
});

const isSpecFile = (path: string): boolean => /\.jsonc?$/i.test(path);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The spec from a file (the positional, --spec, or search.json beside the dataset) with the flags over it.
 * Throws SearchError NotFound or InvalidSpec.
 */
export async function readSpec({ dataset, flags }: SpecGiven): Promise<SpecRead> {
  const flagSpec = specFromFlags(flags);
  const { space } = flagSpec;
  if (typeof space === 'string') flagSpec.space = await readJsonFile(space, 'space');
  const given = dataset !== undefined && !isSpecFile(dataset) ? { dataset } : {};
  const file = specFile(dataset, flags.spec);
  if (file !== undefined) {
    const fileSpec = await readSpecFile(file);
    return { spec: parse(fileSpec, { ...flagSpec, ...given }, file), notes: [`spec from ${file}`] };
  }
  if (dataset === undefined) return { spec: parse(defaultSearch(), flagSpec), notes: [] };
  const beside = join(dirname(dataset), 'search.json');
  if (!existsSync(beside)) return { spec: parse({}, { ...flagSpec, ...given }), notes: [] };
  const fileSpec = await readSpecFile(beside);
  const other = isRecord(fileSpec) ? fileSpec.dataset : undefined;
  if (typeof other === 'string' && resolve(other) !== resolve(dataset)) {
    const note = `${beside} is for ${other} and is not used`;
    return { spec: parse({}, { ...flagSpec, ...given }), notes: [note] };
  }
  return {
    spec: parse(fileSpec, { ...flagSpec, ...given }, beside),
    notes: [`spec from ${beside}, beside the dataset`],
  };
}

function specFile(dataset: string | undefined, given: unknown): string | undefined {
  const positional = dataset !== undefined && isSpecFile(dataset) ? dataset : undefined;
  if (typeof given !== 'string') return positional;
  if (positional === undefined) return given;
  throw new SearchError('InvalidSpec', `There are two specs: ${positional} and ${given}`, {
    wayOut: 'Give the dataset and --spec, or one spec alone',
  });
}

/** Paths in a spec are relative to its file. */
async function readSpecFile(file: string): Promise<unknown> {
  const spec = await readJsonFile(file, 'spec');
  if (!isRecord(spec)) return spec;
  const fromHere = (value: unknown): unknown =>
    typeof value === 'string' && !isAbsolute(value) && value !== '' ? shortest(resolve(dirname(file), value)) : value;
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [key, key === 'dataset' || key === 'output' ? fromHere(value) : value]),
  );
}

/** From the working directory where it lies below it. */
function shortest(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** An error says which file it is in, or which flag. */
function parse(fileSpec: unknown, flagSpec: Readonly<Record<string, unknown>>, file?: string): Spec {
  try {
    return parseSpec(mergeSpec(fileSpec, flagSpec));
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    const { key } = error.place;
    const flag = key === undefined || !holds(flagSpec, key.split('.')) ? undefined : flagOf(key);
    const place = { ...error.place, ...(flag !== undefined || file === undefined ? {} : { file }) };
    const message = flag === undefined ? error.message : `--${flag}: ${error.message}`;
    throw new SearchError(error.name, message, {
      place,
      ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
      cause: error,
    });
  }
}

function holds(spec: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const isIn = typeof spec === 'object' && spec !== null && Object.hasOwn(spec, key);
  return isIn && (key === 'space' || holds((spec as Record<string, unknown>)[key], rest));
}
