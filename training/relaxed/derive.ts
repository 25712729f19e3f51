import type { ParameterValue } from '../../shared/candidate.ts';

/** How likely each value of each parameter is. */
export type Likelihoods = Readonly<
  Record<string, readonly { readonly value: ParameterValue; readonly probability: number }[]>
>;

export interface Architecture {
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** The product of its choices' probabilities. */
  readonly probability: number;
  /** The same, each choice against the likeliest of its parameter: architectures of more choices are not the less likely for it. */
  readonly ratio: number;
}

/** The parameters that play a part in a network of this depth. */
const plays = (name: string, depth: number): boolean => {
  if (name === 'depth') return true;
  if (depth === 0) return false;
  if (name === 'residual') return depth > 1;
  const layer = /^width\.(\d+)$/.exec(name)?.[1];
  return layer === undefined || Number(layer) <= depth;
};

/**
 * The `count` likeliest architectures, each once. Choices are independent, so that the best of all are among the best of some of
 * the parameters joined with the next one's values.
 */
export function likeliest(
  likelihoods: Likelihoods,
  base: Readonly<Record<string, ParameterValue>>,
  count: number,
): Architecture[] {
  const depths = likelihoods.depth ?? [{ value: base.depth ?? 1, probability: 1 }];
  const topDepth = Math.max(...depths.map(({ probability }) => probability));
  const best = (found: Architecture[]): Architecture[] =>
    found.sort((a, b) => b.ratio - a.ratio || b.probability - a.probability).slice(0, count);
  const all = depths.flatMap(({ value: depth, probability }) => {
    let found: Architecture[] = [
      {
        values: likelihoods.depth === undefined ? {} : { depth },
        probability,
        ratio: probability / topDepth,
      },
    ];
    for (const [name, options] of Object.entries(likelihoods)) {
      if (name === 'depth' || !plays(name, Number(depth))) continue;
      const top = Math.max(...options.map((option) => option.probability));
      found = best(
        found.flatMap((one) =>
          options.map(({ value, probability: own }) => ({
            values: { ...one.values, [name]: value },
            probability: one.probability * own,
            ratio: (one.ratio * own) / top,
          })),
        ),
      );
    }
    return found;
  });
  return best(all);
}
