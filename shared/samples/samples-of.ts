import type { Samples } from '../samples.ts';
import { forecastSamples } from './forecast-samples.ts';
import { imageSamples } from './image-samples.ts';
import type { JudgedRows } from './judged-rows.ts';

/** What can be shown of single sealed rows; undefined of kinds of data whose rows cannot be seen. */
export function samplesOf(judged: JudgedRows): Samples | undefined {
  const [images, forecasts] = [imageSamples(judged), forecastSamples(judged)];
  return images === undefined && forecasts === undefined ? undefined : { images, forecasts };
}
