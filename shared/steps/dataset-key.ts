import { contentHash } from '../hash.ts';

/** datasets/<name>/<file>, split: what a user dropped into the bucket. */
export interface DatasetKey {
  readonly name: string;
  readonly file: string;
}

/** As a spec's name: models are published under it. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._=-]{0,79}$/;
const filePattern = /^[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,179}$/;
const failureEnding = '.failure.json';
/** S3's own limit, in bytes of UTF-8. */
const longestKey = 1024;

export const isDatasetName = (name: string): boolean => namePattern.test(name);
export const datasetFolder = (name: string): string => `datasets/${name}/`;
export const settingsKey = (name: string): string => `${datasetFolder(name)}search.json`;

/** Whether the key is nothing to search, and nothing to complain about: settings, records of ours, a folder's marker. */
export const isBesides = (key: string): boolean =>
  !key.startsWith('datasets/') || key.endsWith('/') || key.endsWith(failureEnding) || key.endsWith('/search.json');

/** The key's parts, or in words what is wrong with it. */
export function parseDatasetKey(key: string): DatasetKey | string {
  if (new TextEncoder().encode(key).length > longestKey) return `its key is longer than ${longestKey} bytes`;
  const [root, name = '', file = '', ...more] = key.split('/');
  if (root !== 'datasets' || file === '') return 'it lies in no folder of datasets/: put it into datasets/<name>/';
  if (more.length > 0) return 'it lies too deep: put it into datasets/<name>/ itself';
  if (!isDatasetName(name)) {
    return 'its folder cannot name a model: use letters, digits and . _ = -, a letter or digit first, 80 at most';
  }
  if (!filePattern.test(file)) return 'its name may have letters, digits and . _ = - only, 180 at most, no dot first';
  return { name, file };
}

/**
 * Where it is said what is wrong with a dropped file: beside it; undefined where its folder's name is no part of a key, or
 * where it was not dropped under datasets/. A file whose name cannot be written is named by what can, and its hash.
 */
export function failureKey(key: string): string | undefined {
  const [root, name = '', ...rest] = key.split('/');
  const file = rest.join('/');
  if (root !== 'datasets' || !isDatasetName(name) || file === '') return undefined;
  if (filePattern.test(file)) return `${datasetFolder(name)}${file}${failureEnding}`;
  const readable = file.replace(/[^A-Za-z0-9_=-]+/g, '-').slice(0, 80);
  return `${datasetFolder(name)}${readable}-${contentHash(file).slice(0, 8)}${failureEnding}`;
}
