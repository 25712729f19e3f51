import type { Candidate, ParameterValue } from '../../shared/candidate.ts';
import { networkParametersSchema } from '../../shared/network.ts';
import { parameterDefaults } from '../../shared/search-space/network-space.ts';

/** One thing that is chosen in a network: every trial of a pack mixes its options, or holds one of them. */
export interface Factor {
  /** The parameter's name. */
  readonly name: string;
  readonly options: readonly ParameterValue[];
  /** Columns of the logits, where it is learned. */
  readonly logits?: { readonly offset: number };
  /** Where it is not, the index of each trial's own option. */
  readonly held: readonly number[];
}

/** What the fully connected family lets one choose. Layers of one width share their factor. */
export interface Factors {
  readonly depth: Factor;
  /** One a layer, as many as the deepest network has. */
  readonly widths: readonly Factor[];
  readonly activation: Factor;
  readonly normalisation: Factor;
  readonly residual: Factor;
  /** Each once, in the order of their logits. */
  readonly learned: readonly Factor[];
  /** Logits of a trial. */
  readonly logits: number;
}

export type Choices = Readonly<Record<string, readonly ParameterValue[]>>;

const widthAt = (candidate: Candidate, layer: number): number =>
  Number(candidate[`width.${layer}`] ?? candidate.width ?? parameterDefaults.width);

/** The factors of a pack: those that are learned have the same options in every trial, the others what the candidates hold. */
export function factorsOf(candidates: readonly Candidate[], choices: Choices): Factors {
  const learned: Factor[] = [];
  let logits = 0;
  const factor = (name: string, valueOf: (candidate: Candidate) => ParameterValue): Factor => {
    const options = choices[name];
    if (options !== undefined) {
      const one = { name, options, logits: { offset: logits }, held: [] };
      logits += options.length;
      learned.push(one);
      return one;
    }
    const values = candidates.map(valueOf);
    const distinct = [...new Set(values)];
    return { name, options: distinct, held: values.map((value) => distinct.indexOf(value)) };
  };
  const plain = (name: 'depth' | 'activation' | 'normalisation' | 'residual'): Factor =>
    factor(name, (candidate) => networkParametersSchema.parse(candidate)[name]);
  const depth = plain('depth');
  const shared = choices.width === undefined ? undefined : factor('width', () => parameterDefaults.width);
  const widths = Array.from({ length: Math.max(...depth.options.map(Number)) }, (_, index) => {
    const name = `width.${index + 1}`;
    if (choices[name] === undefined && shared !== undefined) return shared;
    return factor(name, (candidate) => widthAt(candidate, index + 1));
  });
  return {
    depth,
    widths,
    activation: plain('activation'),
    normalisation: plain('normalisation'),
    residual: plain('residual'),
    learned,
    get logits() {
      return logits;
    },
  };
}

/** The largest of a trial's own options, of a factor of numbers. */
export const largestOf = ({ options, logits, held }: Factor, trial: number): number =>
  logits === undefined ? Number(options[held[trial] ?? 0]) : Math.max(...options.map(Number));
