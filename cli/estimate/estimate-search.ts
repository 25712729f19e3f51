import { encodeRows } from '../../data/encode-sealed.ts';
import { fileSource } from '../../data/file-source.ts';
import { prepareDataset } from '../../data/prepare-dataset.ts';
import { type Probe, probe } from '../../local/probe.ts';
import type { Deployment } from '../../shared/compute.ts';
import {
  type Estimate,
  type EstimateRequest,
  estimate,
  oneCallATrial,
  oneJobATrial,
} from '../../shared/money/estimate.ts';
import { type Range, times } from '../../shared/money/range.ts';
import type { Spec } from '../../shared/spec.ts';
import { preparedBytes } from '../../shared/steps/bill.ts';
import type { Rehearsal } from '../../shared/steps/rehearse.ts';
import type { PreparedSearch } from '../../shared/steps/settings.ts';
import { ruleOf } from '../../shared/stopping/rule-of.ts';

/** What a search will cost in the cloud, as a short probe on this machine lets expect. */
export interface SearchEstimate {
  readonly probe: Probe;
  readonly estimate: Estimate;
  /** The same trials, each a call of Lambda. */
  readonly oneCallATrial: Range;
  /** The same trials, each a job of a managed tuner. */
  readonly oneJobATrial: Range;
}

/** A result without its curve, and an epoch's three numbers in it. */
const resultBytes = 1500;
const epochBytes = 36;

/** Throws SearchError as `probe` does. */
export async function estimateSearch(request: {
  readonly spec: Spec;
  readonly deployment: Deployment;
  readonly signal?: AbortSignal;
}): Promise<SearchEstimate> {
  const probed = await probe(request, { openSource: fileSource, prepareDataset, encodeRows });
  const { search, rehearsal, ratio } = probed;
  const elsewhere = {
    trials: rehearsal.trials,
    seconds: times({ low: rehearsal.secondsAlone, high: rehearsal.secondsAlone }, ratio),
  };
  return {
    probe: probed,
    estimate: estimate({ ...estimateRequest(search, rehearsal, request.deployment), ratio }),
    oneCallATrial: oneCallATrial(elsewhere, request.deployment),
    oneJobATrial: oneJobATrial(elsewhere),
  };
}

/** What is estimated, but for what was measured. */
function estimateRequest(
  { settings, dataset }: PreparedSearch,
  { rounds, trials }: Rehearsal,
  deployment: Deployment,
): EstimateRequest {
  const { epochs, dollars, seconds } = settings.budget;
  return {
    rounds,
    deployment,
    checkpoints: settings.inherit || ruleOf(settings).rungs(epochs).length > 1,
    storedBytes: preparedBytes(dataset) + trials * (resultBytes + epochBytes * epochs),
    limits: { dollars, seconds },
  };
}
