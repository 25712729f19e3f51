import type { Deployment, Place, Tier } from '../compute.ts';
import { SearchError } from '../errors.ts';
import { neededMiB } from '../packing/memory.ts';
import type { PackPrediction } from '../packing.ts';
import type { Spec } from '../spec.ts';
import { longestCall } from './call.ts';

/**
 * How much longer training takes than the cost model says, which was fitted to the native engine:
 * bench/cloud-cost.ts has seen 5 to 8 times on wasm, side by side. It runs each operation by itself, native a recorded graph.
 */
export const engineFactor: Readonly<Record<Deployment['engine'], number>> = { native: 1, wasm: 6 };

/** A Lambda function has a whole processor from so much memory on, and its share of one below. */
const mebibytesOfProcessor = 1769;

/** Seconds that one call of Lambda can train: some are for beginning and saving. */
export const callSeconds = longestCall.lambda / 1000 - 20;
/**
 * A pack may take about two calls of Lambda: each further one reads the data and builds the program again, and Fargate's
 * processors cost less than half of Lambda's.
 */
const lambdaSeconds = 2 * callSeconds;

/**
 * A GPU runs products some ten times faster than a processor and everything else slower, and its instance takes minutes to come:
 * it pays for packs of which products are nearly all, and that would take a processor a quarter of an hour.
 */
const gpu = { productShare: 0.8, seconds: 900, faster: 10 };

/** Seconds of a pack on this place. `factor`: how much longer the place's engine takes than the cost model says. */
export function secondsOn(
  { tier, memoryMiB }: Place,
  pack: Pick<PackPrediction, 'seconds' | 'productSeconds'>,
  factor: number,
): number {
  const { seconds, productSeconds } = pack;
  if (tier === 'gpu') return seconds - productSeconds + productSeconds / gpu.faster;
  const slower = tier === 'lambda' ? Math.max(1, mebibytesOfProcessor / memoryMiB) : 1;
  return seconds * factor * slower;
}

export const placeOf = ({ tiers }: Deployment, tier: Tier): Place => tiers[tier] ?? tiers.lambda;

/** MiB of memory that a pack can have: of the largest tier that the spec allows. */
export const roomOn = ({ tiers }: Deployment, wanted: Spec['compute']['tier']): number =>
  Math.max(
    ...Object.values(tiers).flatMap((place) => (wanted === 'auto' || wanted === place.tier ? place.memoryMiB : [])),
  );

/**
 * Where a pack is trained: where the spec says, or else on Lambda, unless it would take more time or memory than Lambda has and
 * there is a tier that has it; what fits none is given the largest. `dataBytes` are those of the fold. The spec's tier must be there: `checkTier`.
 */
export function chooseTier(
  pack: PackPrediction,
  { wanted, dataBytes }: { readonly wanted: Spec['compute']['tier']; readonly dataBytes: number },
  deployment: Deployment,
): Tier {
  if (wanted !== 'auto') return wanted;
  const { tiers, engine } = deployment;
  const { lambda, fargate, gpu: instance } = tiers;
  const needed = neededMiB(pack.bytes, dataBytes);
  const fits = (place: Place | undefined): boolean => place !== undefined && needed <= place.memoryMiB;
  const isForGpu = pack.productSeconds >= gpu.productShare * pack.seconds && pack.seconds >= gpu.seconds;
  if (fits(instance) && isForGpu) return 'gpu';
  if (fits(lambda) && secondsOn(lambda, pack, engineFactor[engine]) <= lambdaSeconds) return 'lambda';
  if (fits(fargate)) return 'fargate';
  if (fits(lambda)) return 'lambda';
  if (fits(instance)) return 'gpu';
  const largest = Object.values(tiers).find(({ memoryMiB }) => memoryMiB === roomOn(deployment, 'auto'));
  return (largest ?? lambda).tier;
}

/** Throws SearchError InvalidSpec where the spec asks for a tier that the deployment lacks. */
export function checkTier(wanted: Spec['compute']['tier'], { tiers }: Deployment): void {
  if (wanted === 'auto' || tiers[wanted] !== undefined) return;
  throw new SearchError('InvalidSpec', `The deployment has no ${wanted} tier`, {
    place: { key: 'compute.tier' },
    wayOut: `It has ${Object.keys(tiers).join(', ')}: use one of them or auto, or deploy it with the tier`,
  });
}
