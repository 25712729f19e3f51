import type { ParameterValue } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import { maximumDepth, networkParametersSchema, widthSchema } from '../network.ts';
import type { Distribution, SearchSpace } from '../search-space.ts';

const { shape } = networkParametersSchema;
const layerWidths = Array.from({ length: maximumDepth }, (_, index) => `width.${index + 1}`);

/** What a parameter is that a user's space leaves out. */
export const parameterDefaults = { ...networkParametersSchema.parse({}), width: 32 } as const;

/** Every parameter the fully connected family understands. */
export const knownParameters: readonly string[] = [...Object.keys(shape), 'width', ...layerWidths];

const isNetworkParameter = (name: string): name is keyof typeof shape => Object.hasOwn(shape, name);

/** The distribution's ends or its listed values: where a range is inside the family's limits, so is all between. */
function extremes(distribution: Distribution): readonly ParameterValue[] {
  if ('low' in distribution) return [distribution.low, distribution.high];
  if (distribution.type === 'constant') return [distribution.value];
  return distribution.type === 'choice' ? distribution.options : distribution.values;
}

/**
 * Checks that the fully connected family understands every parameter of the space and every value it can have.
 * Throws SearchError InvalidSpec naming the parameter, the value and the nearest known one.
 */
export function checkNetworkSpace(space: SearchSpace): void {
  for (const [name, distribution] of Object.entries(space)) {
    const place = { key: `space.${name}` };
    if (!knownParameters.includes(name)) {
      throw new SearchError('InvalidSpec', `No network has a parameter "${name}"`, {
        place,
        wayOut: suggestion(name, knownParameters),
      });
    }
    const schema = isNetworkParameter(name) ? shape[name] : widthSchema;
    for (const value of extremes(distribution)) {
      const issue = schema.safeParse(value).error?.issues[0];
      if (issue === undefined) continue;
      const options = issue.code === 'invalid_value' ? issue.values.map(String) : [];
      throw new SearchError('InvalidSpec', `${name} cannot be ${JSON.stringify(value)}: ${issue.message}`, {
        place,
        ...(options.length > 0 ? { wayOut: suggestion(String(value), options) } : {}),
      });
    }
    // Whole at both ends says nothing of what lies between.
    const wholeOnly = !schema.safeParse(1.5).success && schema.safeParse(1).success && schema.safeParse(2).success;
    if (wholeOnly && (distribution.type === 'uniform' || distribution.type === 'logUniform')) {
      throw new SearchError('InvalidSpec', `${name} is a whole number, and ${distribution.type} draws fractions`, {
        place,
        wayOut: 'Use the integer distribution, with "log": true for a logarithmic one',
      });
    }
  }
}
