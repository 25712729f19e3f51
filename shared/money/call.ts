import type { Place, Tier } from '../compute.ts';
import { SearchError } from '../errors.ts';
import { isGpuInstance, prices } from './prices.ts';
import { exactly, type Range, sum, times } from './range.ts';

/**
 * Milliseconds that a call is billed for before it trains and after. Lambda: where a function starts cold, its code and
 * TensorFlow are loaded; most calls find it warm. Containers: the image is pulled. GPU instances also boot, and idle for some
 * minutes before they are given back; packs in a row share one.
 */
export const startUp: Readonly<Record<Tier, Range>> = {
  lambda: { low: 0, high: 3000 },
  fargate: { low: 20_000, high: 60_000 },
  gpu: { low: 60_000, high: 420_000 },
};

/** Milliseconds of the longest call: Lambda's own limit, and what a job may take (its queue ends it then). */
export const longestCall: Readonly<Record<Tier, number>> = {
  lambda: 900_000,
  fargate: 6 * 3_600_000,
  gpu: 6 * 3_600_000,
};

const hour = 3_600_000;

/**
 * Dollars of one call that trained for so many milliseconds; `start` are those it was billed for besides. Lambda: each
 * millisecond by its memory, and the request. Fargate: each second by processors and memory, a minute at least. A GPU instance:
 * each second, a minute at least. Throws SearchError InvalidSpec for an instance that has no price here.
 */
export function dollarsOfCall(place: Place, milliseconds: number, start: Range = startUp[place.tier]): Range {
  const { tier, vcpus, memoryMiB, architecture, spot } = place;
  const gb = memoryMiB / 1024;
  const billed = { low: milliseconds + start.low, high: milliseconds + start.high };
  if (tier === 'lambda') {
    const { second, request } = prices.lambda;
    const seconds = { low: Math.ceil(billed.low) / 1000, high: Math.ceil(billed.high) / 1000 };
    return sum([request, times(times(second[architecture], gb), seconds)]);
  }
  const hours = { low: wholeSeconds(billed.low) / hour, high: wholeSeconds(billed.high) / hour };
  if (tier === 'fargate') {
    const { vcpu, gb: memory } = spot ? prices.fargateSpot : prices.fargate;
    const anHour = sum([times(vcpu[architecture], vcpus), times(memory[architecture], gb), prices.address]);
    return times(anHour, hours);
  }
  return times(sum([gpuHour(place), prices.address]), hours);
}

/** Containers and instances are billed by the second, and for a minute at least. */
const wholeSeconds = (milliseconds: number): number => Math.max(60_000, 1000 * Math.ceil(milliseconds / 1000));

function gpuHour({ instance, spot }: Place): Range {
  if (!isGpuInstance(instance)) {
    throw new SearchError('InvalidSpec', `There is no price for GPU instances of type ${instance ?? 'unknown'}`, {
      wayOut: `Use one of ${Object.keys(prices.gpu).join(', ')}`,
    });
  }
  return spot ? prices.gpuSpot[instance] : prices.gpu[instance];
}

/** What a second costs, once a call has begun. */
export function dollarsASecond(place: Place): Range {
  const hourly = dollarsOfCall(place, hour, exactly(0));
  const request = place.tier === 'lambda' ? prices.lambda.request.high : 0;
  return times({ low: hourly.low - request, high: hourly.high - request }, 1 / 3600);
}
