import type { DatasetSource } from '../../shared/dataset.ts';
import { invalid } from '../invalid.ts';
import { csv, tsv } from './csv.ts';
import type { Format, TextFormat } from './format.ts';
import { gunzip } from './gunzip.ts';
import { jsonLines } from './json-lines.ts';
import { parquet } from './parquet.ts';

/** File extension → reader: the only place a format is named. Texts may be compressed as a whole, with .gz after it. */
const texts: Readonly<Record<string, TextFormat>> = { csv, tsv, tab: tsv, jsonl: jsonLines, ndjson: jsonLines };
const formats: Readonly<Record<string, Format>> = {
  ...Object.fromEntries(
    Object.entries(texts).flatMap(([extension, read]): [string, Format][] => [
      [extension, (source) => read(source.read(), source.name)],
      [`${extension}.gz`, (source) => read(gunzip(source.read(), source.name), source.name)],
    ]),
  ),
  parquet,
};

/** The reader that the file's name asks for. Throws SearchError InvalidDataset on an unknown extension. */
export function formatOf(source: DatasetSource): Format {
  const extension = extensionOf(source.name);
  const format = Object.hasOwn(formats, extension) ? formats[extension] : undefined;
  if (format !== undefined) return format;
  throw invalid(
    extension === '' ? 'the file has no extension to tell its format by' : `unknown extension ".${extension}"`,
    { file: source.name },
    `Known: ${Object.keys(texts)
      .map((known) => `.${known}`)
      .join(', ')}, each also with .gz, .parquet, and .zip or .npz of images`,
  );
}

/** What stands after the last dot; after the one before it too where the last is gz. */
function extensionOf(name: string): string {
  const parts = name.toLowerCase().split('.').slice(1);
  return parts.slice(parts.at(-1) === 'gz' ? -2 : -1).join('.');
}
