import type { z } from 'zod';
import { augmentationSchema } from '../augmentation.ts';
import type { ParameterValue } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import type { Shape } from '../layers.ts';
import { suggestion } from '../nearest.ts';
import { embeddingParameters } from '../network/embedding.ts';
import type { Family } from '../network/family.ts';
import { defaultWidth, widthNames, widthSchema } from '../network/fully-connected.ts';
import {
  families,
  familyNames,
  familyParameters,
  isFamilyOver,
  isImageShape,
  isTable,
  networkParametersSchema,
} from '../network.ts';
import type { Distribution, SearchSpace } from '../search-space.ts';
import { fromUnit, levelsOf } from './unit.ts';

/** Parameters of every network but for widths. */
const { shape } = networkParametersSchema;
/** Parameters of networks over images and series alone. */
const familyShape: Readonly<Record<string, z.ZodType>> = Object.assign(
  { ...familyParameters.shape, ...embeddingParameters.shape },
  ...Object.values(families).map(({ parameters }) => parameters.shape),
);

/** What a parameter is that a user's space leaves out. */
export const parameterDefaults = Object.assign(
  {
    ...networkParametersSchema.parse({}),
    width: defaultWidth,
    ...familyParameters.parse({}),
    ...embeddingParameters.parse({}),
    ...augmentationSchema.parse({}),
  },
  ...Object.values(families).map(({ parameters }) => parameters.parse({})),
);

/** Every parameter that networks understand. */
export const knownParameters: readonly string[] = [
  ...Object.keys(shape),
  'width',
  ...widthNames,
  ...Object.keys(familyShape),
  ...Object.keys(augmentationSchema.shape),
];

const schemas: Readonly<Record<string, z.ZodType>> = {
  ...shape,
  ...Object.fromEntries(['width', ...widthNames].map((name) => [name, widthSchema])),
  ...familyShape,
  ...augmentationSchema.shape,
};

/** Up to so many whole numbers of a range are looked at one by one, as some parameters have but a few values. */
const mostListed = 20;

/** The distribution's ends or its listed values: where a range is inside a parameter's limits, so is all between. */
function extremes(distribution: Distribution): readonly ParameterValue[] {
  if ('low' in distribution) {
    const { low, high } = distribution;
    const levels = levelsOf(distribution);
    const between = levels > mostListed ? 0 : levels;
    return [low, high, ...Array.from({ length: between }, (_, at) => fromUnit(distribution, (at + 0.5) / between))];
  }
  if (distribution.type === 'constant') return [distribution.value];
  return distribution.type === 'choice' ? distribution.options : distribution.values;
}

/** A number between the ends that is no whole one. */
const fractionIn = ({ low, high }: { readonly low: number; readonly high: number }): number =>
  low + (high - low) / Math.PI;

/**
 * Checks that networks understand every parameter of the space and every value it can have.
 * Throws SearchError InvalidSpec naming the parameter, the value and the nearest known one.
 */
export function checkNetworkSpace(space: SearchSpace): void {
  for (const [name, distribution] of Object.entries(space)) {
    const place = { key: `space.${name}` };
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema === undefined) {
      throw new SearchError('InvalidSpec', `No network has a parameter "${name}"`, {
        place,
        wayOut: suggestion(name, knownParameters),
      });
    }
    for (const value of extremes(distribution)) {
      const issue = schema.safeParse(value).error?.issues[0];
      if (issue === undefined) continue;
      const options = issue.code === 'invalid_value' ? issue.values.map(String) : [];
      throw new SearchError('InvalidSpec', `${name} cannot be ${JSON.stringify(value)}: ${issue.message}`, {
        place,
        ...(options.length === 0
          ? {}
          : { wayOut: typeof value === 'number' ? `Use ${options.join(', ')}` : suggestion(String(value), options) }),
      });
    }
    // Whole at both ends says nothing of what lies between.
    const isFractional = distribution.type === 'uniform' || distribution.type === 'logUniform';
    if (isFractional && !schema.safeParse(fractionIn(distribution)).success) {
      throw new SearchError('InvalidSpec', `${name} is a whole number, and ${distribution.type} draws fractions`, {
        place,
        wayOut: 'Use the integer distribution, with "log": true for a logarithmic one',
      });
    }
  }
}

/** Parameters of families that read steps alone. */
const ofSteps: Readonly<Record<string, unknown>> = Object.assign(
  {},
  ...Object.values<Family>(families).flatMap(({ ofStepsOnly, parameters }) => (ofStepsOnly ? [parameters.shape] : [])),
);

/**
 * Checks that networks over rows of this shape, of text with this vocabulary, read every parameter of the space: families are not of tables,
 * some are of series and sequences alone, and augmentation is of images. Throws SearchError InvalidSpec naming the parameter.
 */
export function checkSpaceOver(input: Shape, space: SearchSpace, vocabulary?: number): void {
  const refuse = (foreign: Readonly<Record<string, unknown>>, of: string): void => {
    const name = Object.keys(space).find((own) => Object.hasOwn(foreign, own));
    if (name === undefined) return;
    const known = knownParameters.filter((own) => !Object.hasOwn(foreign, own));
    throw new SearchError('InvalidSpec', `"${name}" is of ${of}, and the dataset is none`, {
      place: { key: `space.${name}` },
      wayOut: `Leave it out. Its networks have ${known.join(', ')}`,
    });
  };
  if (!isImageShape(input)) refuse(augmentationSchema.shape, 'networks over images');
  if (isTable(input))
    refuse({ ...familyShape, ...augmentationSchema.shape }, 'networks over images, series or sequences');
  if (isImageShape(input)) refuse(ofSteps, 'networks over series or sequences');
  if (vocabulary === undefined) refuse(embeddingParameters.shape, 'networks over text');
  const { family } = space;
  const over = familyNames.filter((name) => isFamilyOver(input, families[name]));
  const foreign = family === undefined ? undefined : extremes(family).find((name) => !over.some((own) => own === name));
  if (foreign === undefined) return;
  throw new SearchError('InvalidSpec', `No network over such data is of the family ${JSON.stringify(foreign)}`, {
    place: { key: 'space.family' },
    wayOut: `Use ${over.join(', ')}`,
  });
}
