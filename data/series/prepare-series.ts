import type {
  DatasetDescription,
  DatasetSource,
  PreparedDataset,
  PrepareSettings,
  SeriesSettings,
} from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import { contentHash } from '../../shared/hash.ts';
import type { SeriesPreprocessing } from '../../shared/preprocessing.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { withFeatures, writeFeatures } from '../encode-table.ts';
import type { FeatureColumn } from '../fit/fit-column.ts';
import { placeRow } from '../formats/format.ts';
import { hashContent, hashOfNumbers } from '../hash-content.ts';
import { invalid } from '../invalid.ts';
import { leastRows } from '../limits.ts';
import { planColumns } from '../plan-columns.ts';
import { readColumns, type StoredTable } from '../read-columns.ts';
import type { Split } from '../split/split.ts';
import { timeSplit } from '../split/time-split.ts';
import { valueIds } from '../stored-values.ts';
import { findTarget, type Target, understandTarget } from '../target.ts';
import { understandColumns } from '../understand-features.ts';
import { columnOf, orderOf, usableRows } from '../usable-rows.ts';
import { duplicateTime } from './duplicate-time.ts';
import { fitSeries } from './fit-series.ts';
import { type OrderedRows, orderRows } from './order-rows.ts';
import { findSeason } from './season.ts';
import { chooseWindow, divideWindows, findWindows, gatherWindows, type WindowDivision } from './windows.ts';

/**
 * Reads a table as a series that is ordered by time, or as one a group, and makes rows of it: windows of the past, each with the
 * target's next values as its answers. Rows are divided by time, and a window is of the part that all its answers lie in. What
 * is fitted is fitted on the rows before the part that judges it. Throws SearchError InvalidDataset or InvalidSpec.
 */
export async function prepareSeries(
  source: DatasetSource,
  given: PrepareSettings,
  series: SeriesSettings,
): Promise<PreparedDataset> {
  const file = source.name;
  const settings: PrepareSettings = { ...given, task: 'regression' };
  const { validation } = settings;
  const table = await readColumns(source, (names) => planColumns(names, settings, file));
  const target = understandTarget(table, findTarget(settings, table.names, file), settings);
  const { features, columns } = understandColumns(table, target, settings);
  const { ordered, times, time, notes } = orderTable(table, target, validation);

  const { folds } = validation;
  const split = timeSplit({ rows: ordered.rows.length, classes: undefined, validation, file }, times);
  const parts = partsOf(split, ordered.rows.length);
  const targets = Float64Array.from(ordered.rows, (row) => target.values[row] ?? NaN);
  const past = seriesOf(ordered, targets, parts);
  const season = series.season ?? findSeason(past);
  const { horizon } = series;
  const trainingRows = Math.max(0, ...past.map(({ length }) => length));
  const window = chooseWindow(series, { season, trainingRows });
  const windows = findWindows(ordered, targets, { window, horizon });
  const division = divideWindows(windows, parts, folds, horizon);
  checkParts(division, { window, horizon, rows: ordered.rows.length, file });

  const { unsealed, sealed } = division;
  const shape = { window, horizon, time, ...(validation.group === undefined ? {} : { group: validation.group }) };
  /** Fits on the rows of the parts up to this one. */
  const fit = (lastPart: number): SeriesPreprocessing =>
    fitSeries(
      { features, target, scaling: settings.scaling, shape, windows: unsealed.length, file },
      ordered.rows.filter((_, position) => (parts[position] ?? 0) <= lastPart),
    );
  const channels: readonly FeatureColumn[] = [targetColumn(table, target), ...features];
  const inputs = (preprocessing: SeriesPreprocessing, of: Int32Array): Float32Array => {
    const rows = writeFeatures(preprocessing, channels, ordered.rows);
    return gatherWindows(rows, of, window, preprocessing.features.length);
  };
  const answers = (of: Int32Array, { mean, scale } = { mean: 0, scale: 1 }): Float32Array =>
    Float32Array.from({ length: of.length * horizon }, (_, at) => {
      const value = targets[(of[Math.floor(at / horizon)] ?? 0) + (at % horizon)] ?? NaN;
      return (value - mean) / scale;
    });
  const encode = (preprocessing: SeriesPreprocessing, training: Int32Array, judged: Int32Array): TrainingData => ({
    task: 'regression',
    features: inputs(preprocessing, unsealed),
    rows: unsealed.length,
    featureShape: preprocessing.featureShape,
    targets: answers(unsealed, preprocessing.targetScale),
    outputs: horizon,
    ...(preprocessing.targetScale === undefined ? {} : { targetScale: preprocessing.targetScale }),
    series: season === undefined ? {} : { season },
    training,
    validation: judged,
  });
  let refitted: SeriesPreprocessing | undefined;
  const refit = (): SeriesPreprocessing => (refitted ??= fit(folds));
  /** The row that a forecast is made after. */
  const rowsBefore = (of: Int32Array): Int32Array => of.map((position) => ordered.rows[position - 1] ?? 0);

  return {
    description: describe(),
    fold(index) {
      const fold = division.folds[index];
      if (fold === undefined) throw new RangeError(`fold ${index} of ${folds}`);
      return encode(fit(index), fold.training, fold.validation);
    },
    refit: () => ({
      data: encode(refit(), Int32Array.from(unsealed.keys()), new Int32Array(0)),
      preprocessing: refit(),
    }),
    sealed: () => ({
      features: inputs(refit(), sealed),
      targets: answers(sealed),
      rows: sealed.length,
      rowNumbers: rowsBefore(sealed),
    }),
  };

  function describe(): DatasetDescription {
    const preprocessing = refit();
    return {
      name: file,
      kind: 'series',
      hash: contentHash({
        content: hashContent(channels, target, {
          unsealed: rowsBefore(unsealed),
          sealed: rowsBefore(sealed),
          folds: division.folds,
        }),
        order: hashOfNumbers(ordered.rows),
        window,
        horizon,
        settings: settings.scaling,
        preprocessing: preprocessing.version,
      }),
      rows: unsealed.length + sealed.length,
      task: 'regression',
      target: target.name,
      classes: [],
      classCounts: [],
      columns: withFeatures(columns, preprocessing.columns),
      featureShape: preprocessing.featureShape,
      horizon,
      folds,
      trainingRows: division.folds[0]?.training.length ?? 0,
      validationRows: division.folds[0]?.validation.length ?? 0,
      sealedRows: sealed.length,
      notes: [...notes, ...notesOf({ series, window, season, between: division.between })],
    };
  }
}

function orderTable(table: StoredTable, target: Target, { time = '', group }: PrepareSettings['validation']) {
  const column = columnOf(table, time);
  if (column === undefined) {
    throw new SearchError('InvalidSpec', 'A series needs a column that orders its rows', {
      place: { key: 'validation.time' },
      wayOut: 'Name it in validation.time',
    });
  }
  const groups = columnOf(table, group);
  const { rows, notes } = usableRows(table, { [time]: column, ...(group === undefined ? {} : { [group]: groups }) });
  const { times, time: written } = orderOf(column, time, table);
  const isDate = column.kind === 'date';
  const ordered = orderRows(
    { rows, times, groups: groups === undefined ? undefined : valueIds(groups), targets: target.values },
    (row) => {
      const place = { file: table.file, row: placeRow(table, row), column: time };
      throw duplicateTime(times[row] ?? 0, { isDate, grouped: group !== undefined }, place);
    },
  );
  return {
    ordered,
    times: Float64Array.from(ordered.rows, (row) => times[row] ?? 0),
    time: written,
    notes,
  };
}

/** The part of each row: 0 trains every fold, k + 1 validates fold k, the one after all folds is sealed. */
function partsOf({ folds, sealed }: Split, rows: number): Uint8Array {
  const parts = new Uint8Array(rows);
  for (const [fold, { validation }] of folds.entries()) for (const at of validation) parts[at] = fold + 1;
  for (const at of sealed) parts[at] = folds.length + 1;
  return parts;
}

/** The targets of each series that the first fold is trained on. */
const seriesOf = ({ starts }: OrderedRows, targets: Float64Array, parts: Uint8Array): Float64Array[] =>
  starts.slice(0, -1).map((start, index) => {
    const end = starts[index + 1] ?? start;
    const later = parts.subarray(start, end).findIndex((part) => part > 0);
    return targets.subarray(start, later === -1 ? end : start + later);
  });

function targetColumn(table: StoredTable, { name, type }: Target): FeatureColumn {
  const stored = columnOf(table, name);
  if (stored === undefined) throw new RangeError(`no column ${name}`);
  return { name, type, stored, ordersRows: false };
}

/** Throws SearchError InvalidDataset where a part has no window. */
function checkParts(
  { folds, sealed, unsealed }: WindowDivision,
  { window, horizon, rows, file }: { window: number; horizon: number; rows: number; file: string },
): void {
  const empty = [
    ...folds.flatMap(({ training, validation }) => [
      training.length === 0 ? `to train on: it takes ${window + horizon} rows in a row, all with a target` : undefined,
      validation.length === 0 ? `to validate on: it takes answers of ${horizon} rows in a row` : undefined,
    ]),
    sealed.length === 0 ? `to be sealed: it takes answers of ${horizon} rows in a row` : undefined,
  ].find((part) => part !== undefined);
  const few = unsealed.length + sealed.length < leastRows ? `enough: ${leastRows} are the least` : undefined;
  const lacking = empty ?? few;
  if (lacking === undefined) return;
  throw invalid(
    `the ${rows} rows that have a time do not make a window ${lacking}`,
    { file },
    'Use a shorter horizon or window, fewer folds, or larger shares',
  );
}

interface Noted {
  readonly series: SeriesSettings;
  readonly window: number;
  readonly season: number | undefined;
  readonly between: number;
}

function notesOf({ series, window, season, between }: Noted): string[] {
  const found = series.season === undefined;
  return [
    `A forecast of ${series.horizon} steps is made from the ${window} steps before it.`,
    ...(season === undefined ? ['The training rows do not repeat: there is no season.'] : []),
    ...(season !== undefined && found ? [`The training rows repeat after ${season} steps: that is the season.`] : []),
    ...(season !== undefined && season > window ? ['The window holds no whole season.'] : []),
    ...(between === 0 ? [] : [`${between} windows whose answers reach from one part into the next are left out.`]),
  ];
}
