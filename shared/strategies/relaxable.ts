import type { Candidate, ParameterValue } from '../candidate.ts';
import { widthSchema } from '../network/fully-connected.ts';
import { networkParametersSchema } from '../network.ts';
import { type ParametersRelaxation, relaxableParameters, type StructureRelaxation } from '../relaxation.ts';
import { parameterDefaults } from '../search-space/network-space.ts';
import { fromUnit, levelsOf } from '../search-space/unit.ts';
import { type Distribution, holds, type SearchSpace } from '../search-space.ts';

/** Options mixed of one parameter: of longer ranges as many, evenly. */
const mostOptions = 8;

function optionsOf(distribution: Distribution): ParameterValue[] {
  const levels = Math.min(levelsOf(distribution), mostOptions);
  return [...new Set(Array.from({ length: levels }, (_, at) => fromUnit(distribution, (at + 0.5) / levels)))];
}

const { shape } = networkParametersSchema;
const structural = ['depth', 'activation', 'normalisation', 'residual'] as const;

const isWidth = (name: string): boolean => /^width(\.\d+)?$/.test(name);

const schemaOf = (name: string) => {
  const plain = structural.find((own) => own === name);
  return plain === undefined ? (isWidth(name) ? widthSchema : undefined) : shape[plain];
};

/** What a supernet can mix of the space; undefined where it is not a space of networks, or leaves nothing to choose. */
export function structureChoices(space: SearchSpace): StructureRelaxation['choices'] | undefined {
  const { depth } = space;
  if (depth === undefined) return undefined;
  const choices: Record<string, ParameterValue[]> = {};
  for (const [name, distribution] of Object.entries(space)) {
    const schema = schemaOf(name);
    if (schema === undefined) continue;
    const options = optionsOf(distribution);
    if (options.some((option) => !schema.safeParse(option).success)) return undefined;
    if (options.length > 1) choices[name] = options;
  }
  const deepest = Math.max(...optionsOf(depth).map(Number));
  // Widths of layers that no network has.
  for (const name of Object.keys(choices))
    if (Number(/^width\.(\d+)$/.exec(name)?.[1] ?? 0) > deepest) delete choices[name];
  return deepest === 0 || Object.keys(choices).length === 0 ? undefined : choices;
}

/** The hyperparameters of the candidate that have a hypergradient, with their ranges; undefined for none. */
export function parameterRanges(space: SearchSpace, candidate: Candidate): ParametersRelaxation['ranges'] | undefined {
  const ranges: ParametersRelaxation['ranges'] = {};
  for (const name of relaxableParameters) {
    const distribution = space[name];
    if (distribution === undefined || !holds(distribution.when, candidate)) continue;
    if (distribution.type !== 'logUniform' && (distribution.type !== 'uniform' || distribution.step !== undefined))
      continue;
    const { low, high, type } = distribution;
    if (!shape[name].safeParse(low).success || !shape[name].safeParse(high).success || low >= high) continue;
    if (name === 'dropout' && Number(candidate.depth ?? parameterDefaults.depth) === 0) continue;
    ranges[name] = { low, high, log: type === 'logUniform' };
  }
  return Object.keys(ranges).length === 0 ? undefined : ranges;
}

/** Hidden units of a candidate's network, and one for its outputs: what its training costs is about proportional to it. */
export function unitsIn(candidate: Candidate): number {
  const depth = Number(candidate.depth ?? parameterDefaults.depth);
  return Array.from({ length: depth }, (_, layer) =>
    Number(candidate[`width.${layer + 1}`] ?? candidate.width ?? parameterDefaults.width),
  ).reduce((sum, width) => sum + width, 1);
}
