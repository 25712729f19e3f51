import type { DatasetSource, PreparedDataset, PrepareSettings } from '../shared/dataset.ts';
import { holdsImages } from './images/kinds/file-names.ts';
import { prepareImages } from './images/prepare-images.ts';
import { prepareTable } from './prepare-table.ts';
import { prepareSequences } from './sequences/prepare-sequences.ts';
import { prepareSeries } from './series/prepare-series.ts';
import { prepareText } from './text/prepare-text.ts';

/**
 * Reads a dataset of any kind and divides its rows. What is fitted is fitted later, when a fold is asked for, on that fold's
 * training rows. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareDataset(source: DatasetSource, settings: PrepareSettings): Promise<PreparedDataset> {
  const { series, sequences, text, images } = settings;
  if (series !== undefined) return prepareSeries(source, settings, series);
  if (sequences !== undefined) return prepareSequences(source, settings, sequences);
  if (text !== undefined) return prepareText(source, settings, text);
  const isImages = holdsImages(source.name) || images.shape !== undefined;
  return isImages ? prepareImages(source, settings) : prepareTable(source, settings);
}
