import type { DatasetSource } from '../../shared/dataset.ts';
import { invalid } from '../invalid.ts';
import { csv, tsv } from './csv.ts';
import type { Format } from './format.ts';

/** File extension → reader: the only place a format is named. */
const formats: Readonly<Record<string, Format>> = { csv, tsv, tab: tsv };

/** The reader that the file's name asks for. Throws SearchError InvalidDataset on an unknown extension. */
export function formatOf(source: DatasetSource): Format {
  const extension = source.name.toLowerCase().split('.').slice(1).at(-1) ?? '';
  const format = formats[extension];
  if (format !== undefined) return format;
  throw invalid(
    extension === '' ? 'the file has no extension to tell its format by' : `unknown extension ".${extension}"`,
    { file: source.name },
    `Known: ${Object.keys(formats)
      .map((known) => `.${known}`)
      .join(', ')}`,
  );
}
