import type { DatasetSource, PreparedDataset, PrepareSettings, SequenceSettings } from '../../shared/dataset.ts';
import { contentHash } from '../../shared/hash.ts';
import type { SequencePreprocessing } from '../../shared/preprocessing.ts';
import { withFeatures, writeFeatures } from '../encode-table.ts';
import { hashContent, hashOfNumbers } from '../hash-content.ts';
import { planColumns } from '../plan-columns.ts';
import { preparedRows } from '../prepared-rows.ts';
import { readColumns, type StoredTable } from '../read-columns.ts';
import { splitTable } from '../split-table.ts';
import { valueIds } from '../stored-values.ts';
import { findTarget, understandTarget } from '../target.ts';
import { understandFeatures } from '../understand-features.ts';
import { columnOf, orderOf, usableRows } from '../usable-rows.ts';
import { fitSequences } from './fit-sequences.ts';
import { groupSteps, lastSteps, lengthsOf, type Sequences } from './group-steps.ts';
import { labelSequences } from './label-sequences.ts';
import { padSequences } from './pad-sequences.ts';

/**
 * Reads a table in long form, whose rows are steps of sequences with one value of the target each, and divides the sequences by
 * chance; time only orders their steps. What is fitted, the length of a row included, is fitted when a fold is asked for, on its
 * training sequences. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareSequences(
  source: DatasetSource,
  settings: PrepareSettings,
  own: SequenceSettings,
): Promise<PreparedDataset> {
  const file = source.name;
  const { scaling, validation } = settings;
  const table = await readColumns(source, (names) => planColumns(names, settings, file));
  const targetName = findTarget(settings, table.names, file);
  const { sequences, time, notes } = groupTable(table, own.id, validation.time);
  const labels = labelSequences(table, sequences, { target: targetName, id: own.id });
  const target = understandTarget(labels, targetName, settings);
  const { features, columns } = understandFeatures(table, target, settings);
  const { time: _, ...byChance } = validation;
  const division = splitTable(labels, target, { ...settings, validation: byChance }, 'sequence');

  const encoded = division.unsealed.length;
  return preparedRows({
    target,
    division,
    fit: (which) => fitSequences({ features, target, sequences, scaling, settings: own, time, encoded, file }, which),
    write(preprocessing: SequencePreprocessing, which) {
      const { rows, starts } = lastSteps(sequences, which, preprocessing.featureShape[0] ?? 1);
      return padSequences(writeFeatures(preprocessing, features, rows), starts, preprocessing.featureShape);
    },
    // A sequence stands where its last step does.
    rowNumber: (sequence) => sequences.rows[(sequences.starts[sequence + 1] ?? 0) - 1] ?? 0,
    describe(refitted) {
      return {
        name: file,
        kind: 'sequences',
        hash: contentHash({
          content: hashContent(features, target, division),
          order: [sequences.rows, sequences.starts].map(hashOfNumbers),
          length: own.length ?? null,
          kind: 'sequences',
          settings: scaling,
          preprocessing: refitted.version,
        }),
        columns: withFeatures(columns, refitted.columns),
        notes: [...notes, ...target.notes, ...division.notes, lengthNote(sequences, refitted)],
      };
    },
  });
}

function groupTable(table: StoredTable, id: string, time: string | undefined) {
  const [ids, times] = [columnOf(table, id), columnOf(table, time)];
  if (ids === undefined) throw new RangeError(`no column ${id}`);
  const { rows, notes } = usableRows(table, { [id]: ids, ...(time === undefined ? {} : { [time]: times }) });
  if (times === undefined || time === undefined) {
    return { sequences: groupSteps(rows, valueIds(ids)), time: undefined, notes };
  }
  const order = orderOf(times, time, table);
  return { sequences: groupSteps(rows, valueIds(ids), order.times), time: order.time, notes };
}

function lengthNote(sequences: Sequences, { featureShape: [steps = 1] }: SequencePreprocessing): string {
  const lengths = lengthsOf(sequences);
  const [shortest, longest] = [Math.min, Math.max].map((of) => lengths.reduce((found, length) => of(found, length)));
  const longer = lengths.filter((length) => length > steps).length;
  return (
    [
      `Sequences have ${shortest === longest ? longest : `${shortest} to ${longest}`} steps`,
      ...(shortest === steps ? [] : [`shorter ones are padded in front to ${steps}`]),
      ...(longer === 0 ? [] : [`of ${longer} the last ${steps} are kept`]),
    ].join('; ') + '.'
  );
}
