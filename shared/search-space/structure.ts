import type { Candidate, ParameterValue } from '../candidate.ts';
import type { Random } from '../random.ts';
import { type Distribution, holds, type SearchSpace, valueOf } from '../search-space.ts';
import { completeCandidate } from './change.ts';
import { contains } from './membership.ts';
import { fromUnit, levelsOf, toUnit } from './unit.ts';

/**
 * Names of the parameters that give a candidate its structure, of any space: sizes (integers and ordinals), and choices that take part
 * in a condition. Not those that only bring continuous ones along, as an optimizer brings its momentum: these are settings.
 */
export function structuralParameters(space: SearchSpace): string[] {
  const entries = Object.entries(space);
  const bringsStructure = (name: string): boolean =>
    entries.some(([, distribution]) => distribution.when?.[name] !== undefined && isDiscrete(distribution));
  return entries
    .filter(([name, distribution]) => {
      if (!isDiscrete(distribution)) return false;
      const isSize = distribution.type === 'integer' || distribution.type === 'ordinal';
      return isSize || distribution.when !== undefined || bringsStructure(name);
    })
    .map(([name]) => name);
}

const isDiscrete = (distribution: Distribution): boolean =>
  Number.isFinite(levelsOf(distribution)) && levelsOf(distribution) > 1;

/** One thing that is changed about a candidate. */
export interface Step {
  readonly candidate: Candidate;
  /** 0: the structure; 1: a setting, by much or to another option; 2: a number by little. */
  readonly phase: 0 | 1 | 2;
}

/** Numbers move by these shares of their range, and at least to the next value. */
const coarse = 0.2;
const fine = 0.05;
/** Up to so many values a number moves to the next one only. */
const fewLevels = 20;

/** Every single step from a candidate, in the space's order. */
export function stepsFrom(space: SearchSpace, candidate: Candidate, random: Random): Step[] {
  const structural = new Set(structuralParameters(space));
  return Object.entries(space).flatMap(([name, distribution]) => {
    const value = valueOf(candidate, name);
    if (value === undefined) return [];
    const phase = structural.has(name) ? 0 : 1;
    return movesOf(distribution, value).map(
      ({ to, little }): Step => ({
        candidate: withStep(space, candidate, { name, value: to }, random),
        phase: little ? 2 : phase,
      }),
    );
  });
}

/** What a step changes, the same for all layers: `width up`, `activation tanh`. Empty where nothing is changed. */
export function kindOfStep(space: SearchSpace, before: Candidate, after: Candidate): string {
  for (const [name, distribution] of Object.entries(space)) {
    const [from, to] = [valueOf(before, name), valueOf(after, name)];
    if (from === undefined || to === undefined || from === to) continue;
    const family = name.replace(/\.\d+$/, '');
    if (distribution.type === 'choice') return `${family} ${to}`;
    return `${family} ${toUnit(distribution, to) > toUnit(distribution, from) ? 'up' : 'down'}`;
  }
  return '';
}

interface Move {
  readonly to: ParameterValue;
  readonly little: boolean;
}

function movesOf(distribution: Distribution, value: ParameterValue): Move[] {
  if (distribution.type === 'choice') {
    return distribution.options.filter((option) => option !== value).map((to) => ({ to, little: false }));
  }
  const levels = levelsOf(distribution);
  if (levels < 2) return [];
  const shares = levels <= fewLevels ? [1 / levels] : [coarse, Math.max(fine, 1 / levels)];
  const unit = toUnit(distribution, value);
  return shares.flatMap((share, size) =>
    [share, -share].flatMap((move): Move[] => {
      // Beyond an end is the end.
      const to = fromUnit(distribution, Math.min(1, Math.max(0, unit + move)));
      return to === value ? [] : [{ to, little: size > 0 }];
    }),
  );
}

/** The candidate with one value set; a numbered parameter that comes to exist by it is as the one before it, others are drawn. */
function withStep(
  space: SearchSpace,
  candidate: Candidate,
  { name, value }: { readonly name: string; readonly value: ParameterValue },
  random: Random,
): Candidate {
  const values: Record<string, ParameterValue> = { ...candidate, [name]: value };
  for (const [other, distribution] of Object.entries(space)) {
    const [, family, number] = /^(.+)\.(\d+)$/.exec(other) ?? [];
    if (family === undefined || values[other] !== undefined || !holds(distribution.when, values)) continue;
    const before = values[`${family}.${Number(number) - 1}`];
    if (before !== undefined && contains(distribution, before)) values[other] = before;
  }
  return completeCandidate(space, values, random);
}

/** A draw whose sizes are the smallest there are. */
export function smallCandidate(space: SearchSpace, random: Random): Candidate {
  const structural = new Set(structuralParameters(space));
  const sizes = Object.entries(space).flatMap(([name, distribution]) =>
    structural.has(name) && distribution.type !== 'choice' ? [[name, fromUnit(distribution, 0)] as const] : [],
  );
  return completeCandidate(space, Object.fromEntries(sizes), random);
}
