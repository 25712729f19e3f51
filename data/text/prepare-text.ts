import type { DatasetSource, PreparedDataset, PrepareSettings, TextSettings } from '../../shared/dataset.ts';
import { contentHash } from '../../shared/hash.ts';
import type { TextPreprocessing } from '../../shared/preprocessing.ts';
import { describeBeside } from '../describe-beside.ts';
import { hashContent } from '../hash-content.ts';
import { planColumns } from '../plan-columns.ts';
import { preparedRows } from '../prepared-rows.ts';
import { readColumns } from '../read-columns.ts';
import { splitTable } from '../split-table.ts';
import { findTarget, understandTarget } from '../target.ts';
import { columnOf } from '../usable-rows.ts';
import { encodeTexts, vocabularySize } from './encode-text.ts';
import { fitText } from './fit-text.ts';
import { tokeniseColumn } from './tokenised-texts.ts';

/**
 * Reads a table with a text in each row and divides its rows. The vocabulary and the length of a row are fitted when a fold is asked
 * for, on its training rows. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareText(
  source: DatasetSource,
  settings: PrepareSettings,
  own: TextSettings,
): Promise<PreparedDataset> {
  const file = source.name;
  const { column: name, unit } = own;
  const table = await readColumns(source, (names) => planColumns(names, settings, file));
  const target = understandTarget(table, findTarget(settings, table.names, file), settings);
  const stored = columnOf(table, name);
  if (stored === undefined) throw new RangeError(`no column ${name}`);
  const texts = tokeniseColumn(stored, unit);
  const division = splitTable(table, target, settings);

  return preparedRows({
    target,
    division,
    fit: (rows) => fitText({ texts, target, settings: own, encoded: division.unsealed.length, file }, rows),
    write: (preprocessing: TextPreprocessing, rows) => encodeTexts(texts, rows, preprocessing),
    vocabulary: vocabularySize,
    describe: ({ version, featureShape: [length = 1], vocabulary }) => ({
      name: file,
      kind: 'text',
      hash: contentHash({
        content: hashContent([{ name, type: 'category', stored, ordersRows: false }], target, division),
        text: { unit, length: own.length ?? null },
        kind: 'text',
        preprocessing: version,
      }),
      columns: describeBeside(table, { name, type: 'text', missing: stored.missing, features: [unit] }, target),
      notes: [
        ...target.notes,
        ...division.notes,
        `Texts are read as ${length} ${unit}s at most, of ${vocabulary.length} different ones that stand in two training texts or more.`,
      ],
    }),
  });
}
