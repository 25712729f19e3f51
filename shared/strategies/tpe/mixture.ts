import type { Candidate, ParameterValue } from '../../candidate.ts';
import type { Random } from '../../random.ts';
import { contains } from '../../search-space/membership.ts';
import { levelsOf } from '../../search-space/unit.ts';
import { holds, type SearchSpace, sampleValue, valueOf } from '../../search-space.ts';
import { type KernelWidths, kernelOf } from './kernel.ts';

/** A density over a conditional space. */
export interface Mixture {
  /** A component around the candidate; what it has that is none of the space counts as absent. */
  add(candidate: Candidate, weight: number): void;
  draw(random: Random): Candidate;
  /** How many times likelier the candidate is than under the space's own distribution. */
  ratioOf(candidate: Candidate): number;
}

export interface MixtureOptions extends KernelWidths {
  /** Weight of the component that is the space's own distribution. */
  readonly prior: number;
}

/**
 * A density of the space's own distribution and of components around candidates. A component draws parameters in the space's order; one
 * that its candidate does not have it draws from the parameter's own distribution. So each is a distribution over the whole space, whatever
 * its conditions.
 */
export function createMixture(space: SearchSpace, { prior, ...widths }: MixtureOptions): Mixture {
  const columns = Object.entries(space).map(([name, distribution]) => {
    const kernel = kernelOf(distribution, widths);
    return { name, distribution, kernel, centres: kernel.centres() };
  });
  const varied = columns.filter(({ distribution }) => levelsOf(distribution) > 1);
  const components: { readonly candidate: Candidate; readonly weight: number }[] = [];
  let total = prior;
  return {
    add(candidate, weight) {
      const own = Object.fromEntries(
        columns.flatMap(({ name, distribution }) => {
          const value = valueOf(candidate, name);
          return value !== undefined && contains(distribution, value) ? [[name, value]] : [];
        }),
      );
      components.push({ candidate: own, weight });
      total += weight;
      for (const { name, centres } of varied) centres.add(valueOf(own, name));
    },
    draw(random) {
      let left = random.next() * total;
      const component = components.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
      const drawn: Record<string, ParameterValue> = {};
      for (const { name, distribution, kernel } of columns) {
        if (!holds(distribution.when, drawn)) continue;
        const centre = component && valueOf(component.candidate, name);
        drawn[name] = centre === undefined ? sampleValue(distribution, random) : kernel.draw(centre, random);
      }
      return drawn;
    },
    ratioOf(candidate) {
      const ratios = Float64Array.from(components, ({ weight }) => weight);
      const exponents = new Float64Array(components.length);
      for (const { name, centres } of varied) {
        const value = valueOf(candidate, name);
        if (value !== undefined) centres.multiply(ratios, exponents, value);
      }
      let sum = prior;
      for (let at = 0; at < ratios.length; at++) sum += (ratios[at] ?? 0) * Math.exp(exponents[at] ?? 0);
      return sum / total;
    },
  };
}
