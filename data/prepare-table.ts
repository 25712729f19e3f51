import type { DatasetSource, PreparedDataset, PrepareSettings } from '../shared/dataset.ts';
import { contentHash } from '../shared/hash.ts';
import { fitPreprocessing, withFeatures, writeFeatures } from './encode-table.ts';
import { hashContent } from './hash-content.ts';
import { planColumns } from './plan-columns.ts';
import { preparedRows } from './prepared-rows.ts';
import { readColumns } from './read-columns.ts';
import { splitTable } from './split-table.ts';
import { findTarget, understandTarget } from './target.ts';
import { understandFeatures } from './understand-features.ts';

/**
 * Reads a table, understands its columns and divides its rows. What is fitted is fitted later, when a fold is asked for, on
 * that fold's training rows. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareTable(source: DatasetSource, settings: PrepareSettings): Promise<PreparedDataset> {
  const file = source.name;
  const table = await readColumns(source, (names) => planColumns(names, settings, file));
  const targetName = findTarget(settings, table.names, file);
  const target = understandTarget(table, targetName, settings);
  const { features, columns } = understandFeatures(table, target, settings);
  const division = splitTable(table, target, settings);
  return preparedRows({
    target,
    division,
    fit: (rows) => fitPreprocessing({ features, target, file, scaling: settings.scaling }, rows),
    write: (preprocessing, rows) => writeFeatures(preprocessing, features, rows),
    describe(refitted) {
      return {
        name: file,
        kind: 'table',
        hash: contentHash({
          content: hashContent(features, target, division),
          settings: settings.scaling,
          preprocessing: refitted.version,
        }),
        columns: withFeatures(columns, refitted.columns),
        notes: [...target.notes, ...division.notes],
      };
    },
  });
}
