/**
 * What training costs, in microseconds, as fitted to measurements of the packed core (bench/packing.ts; 2-core x86-64, one
 * thread, native engine). Constants and not measured anew on each machine: packs, and so results, must be the same everywhere.
 */
export const packingCost = {
  build: 45_000,
  buildBlock: 20_000,
  buildParameter: 0.2,
  /** A step, whatever it does; a hidden block in it; its normalisation; the trials of one depth in it. */
  step: 120,
  stepBlock: 15,
  stepNormalisation: 20,
  stepStrip: 20,
  /** A trained number of a trial, in a step. */
  parameter: 0.0022,
  /** A hidden number of a trial and row, forward and back; its normalisation. */
  hidden: 0.0028,
  normalised: 0.0019,
  /** Both in steps and in evaluations. */
  multiplyAdd: 0.000022,
  evaluation: 300,
  evaluatedHidden: 0.0018,
  /** An output of a trial and row: its loss, or its score. */
  output: 0.012,
  scored: 0.016,
  /** A convolution over images or series: its building, and a step of it. */
  buildConvolution: 73_000,
  stepConvolution: 160,
  /** A number that a convolution makes of a trial and row, forward and back; its normalisation; one that is pooled or laid out as columns. */
  mapped: 0.0029,
  mapNormalised: 0.0028,
  moved: 0.0063,
  /** A number of the patches that a convolution reads of a trial and row, forward and back; what more it takes where they fit no cache. */
  patch: 0.0011,
  spilled: 0.0047,
  /** One of the patches of the rows themselves, which all trials of a pack read. */
  sharedPatch: 0.001,
  /** As `multiplyAdd`. */
  convolved: 0.000024,
  evaluatedMapped: 0.0043,
  evaluatedPatch: 0.0014,
  /** An attention over series, with the rest of its encoder block: its building, and a step of it. */
  buildAttention: 150_000,
  stepAttention: 600,
  /** A score of one head between two steps, of a trial and row, forward and back. */
  attended: 0.02,
  evaluatedAttended: 0.01,
  /** An operation of a recurrent layer at one step of a row, for all trials at once: its building, and in a training step and an evaluation. */
  buildOperation: 450,
  stepOperation: 1.2,
  evaluatedOperation: 0.3,
  /** A number of a recurrent layer's gates, of a trial, row and step of the row, forward and back. */
  gated: 0.0068,
  evaluatedGated: 0.0031,
  /** As `multiplyAdd`. */
  recurred: 0.000034,
};

/** How often a pack pays for each entry of the cost model. */
export type PackingTerms = { [K in keyof typeof packingCost]: number };

export function predictSeconds(terms: PackingTerms): number {
  let micros = 0;
  for (const name of Object.keys(packingCost) as (keyof PackingTerms)[]) micros += packingCost[name] * terms[name];
  return micros / 1e6;
}

/** Of them, those that matrix products take. */
export const productSecondsOf = ({ multiplyAdd, convolved, recurred }: PackingTerms): number =>
  (packingCost.multiplyAdd * multiplyAdd + packingCost.convolved * convolved + packingCost.recurred * recurred) / 1e6;
