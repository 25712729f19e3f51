import { SearchError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import { type Condition, type Distribution, type SearchSpace, stepsOf } from '../search-space.ts';
import { contains } from './membership.ts';

const maximumParameters = 200;
const maximumName = 100;

const invalid = (key: string, message: string, wayOut: string): SearchError =>
  new SearchError('InvalidSpec', message, { place: { key: `space.${key}` }, wayOut });

/** The first value that stands twice in the list. */
const repeated = <T>(values: readonly T[]): T | undefined => values.find((value, at) => values.indexOf(value) !== at);

function checkRange(name: string, distribution: Extract<Distribution, { low: number }>): void {
  const { type, low, high } = distribution;
  if (!(low < high)) {
    throw invalid(name, `${name}: low ${low} is not below high ${high}`, 'Exchange them, or make it a constant');
  }
  const log = type === 'logUniform' || (type === 'integer' && distribution.log === true);
  if (log && low <= 0) {
    throw invalid(
      name,
      `${name}: low ${low} has no logarithm`,
      'Use a low above 0, or a range that is not logarithmic',
    );
  }
  if (type === 'logUniform' || distribution.step === undefined) return;
  const { step } = distribution;
  if (type === 'integer' ? log : distribution.points !== undefined) {
    throw invalid(name, `${name}: step cannot go with ${log ? 'log' : 'points'}`, 'Leave one of them out');
  }
  const steps = stepsOf(low, high, step);
  if (!Number.isInteger(steps)) {
    throw invalid(
      name,
      `${name}: step ${step} from ${low} does not reach high ${high}`,
      `Use high ${Number((low + Math.floor(steps) * step).toPrecision(12))}`,
    );
  }
}

function checkDistribution(name: string, distribution: Distribution): void {
  if ('low' in distribution) return checkRange(name, distribution);
  if (distribution.type === 'constant') return;
  const values = distribution.type === 'choice' ? distribution.options : distribution.values;
  const twice = repeated<unknown>(values);
  if (twice !== undefined) throw invalid(name, `${name}: ${JSON.stringify(twice)} is listed twice`, 'Leave one out');
  if (distribution.type === 'ordinal' && distribution.values.some((value, at, all) => value < (all[at - 1] ?? value))) {
    throw invalid(
      name,
      `${name}: ordinal values must increase`,
      'Sort them, or use a choice where order has no meaning',
    );
  }
}

function checkCondition(name: string, condition: Condition, earlier: SearchSpace): void {
  for (const [other, requirement] of Object.entries(condition)) {
    const key = `${name}.when.${other}`;
    const distribution = Object.hasOwn(earlier, other) ? earlier[other] : undefined;
    if (distribution === undefined) {
      const names = Object.keys(earlier);
      throw invalid(
        key,
        `${name}: the condition names "${other}", which is no earlier parameter`,
        names.length === 0
          ? `Put "${other}" before "${name}"`
          : `${suggestion(other, names)} A condition's parameters come first`,
      );
    }
    if (!Array.isArray(requirement)) {
      const values = distribution.type === 'choice' ? distribution.options : [];
      const constant = distribution.type === 'constant' ? [distribution.value] : [];
      if ([...values, ...constant].some((value) => typeof value !== 'number')) {
        throw invalid(key, `${name}: atLeast needs a number, and "${other}" is none`, 'List the values instead');
      }
      continue;
    }
    const impossible = requirement.find((value) => !contains(distribution, value));
    if (impossible !== undefined) {
      const options = distribution.type === 'choice' ? distribution.options.map(String) : [];
      throw invalid(
        key,
        `${name}: "${other}" is never ${JSON.stringify(impossible)}`,
        options.length > 0 ? suggestion(String(impossible), options) : `Use a value that "${other}" can have`,
      );
    }
  }
}

/**
 * Checks what the schema cannot say: ranges, steps, repeated values, conditions that name no earlier parameter or a value it
 * never has. Throws SearchError InvalidSpec with the parameter as its place.
 */
export function checkSpace(space: SearchSpace): void {
  const names = Object.keys(space);
  if (names.length === 0) {
    throw new SearchError('InvalidSpec', 'The space has no parameters', {
      place: { key: 'space' },
      wayOut: 'Leave the space out to have one chosen from the data',
    });
  }
  if (names.length > maximumParameters) {
    throw new SearchError(
      'InvalidSpec',
      `The space has ${names.length} parameters; ${maximumParameters} is the limit`,
      {
        place: { key: 'space' },
        wayOut: 'Leave parameters out; their defaults stand in',
      },
    );
  }
  const earlier: SearchSpace = {};
  for (const [name, distribution] of Object.entries(space)) {
    if (name.length > maximumName) {
      throw invalid(`${name.slice(0, 20)}…`, `A name has ${name.length} characters`, `Use at most ${maximumName}`);
    }
    checkDistribution(name, distribution);
    checkCondition(name, distribution.when ?? {}, earlier);
    earlier[name] = distribution;
  }
}
