import type { DatasetSource, PreparedDataset, PrepareSettings } from '../shared/dataset.ts';
import { prepareTable } from './prepare-table.ts';
import { prepareSeries } from './series/prepare-series.ts';

/**
 * Reads a dataset of any kind and divides its rows. What is fitted is fitted later, when a fold is asked for, on that fold's
 * training rows. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareDataset(source: DatasetSource, settings: PrepareSettings): Promise<PreparedDataset> {
  const { series } = settings;
  return series === undefined ? prepareTable(source, settings) : prepareSeries(source, settings, series);
}
