import { SearchError } from '../errors.ts';
import { type Objective, objectiveSchema } from './objective.ts';

/** A bound on the score, or on a cost. */
export interface Constraint {
  readonly of: Objective;
  readonly atMost: boolean;
  readonly bound: number;
}

const number = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';
/** What a constraint looks like: `bytes <= 100000`. */
export const constraintPattern = new RegExp(
  `^\\s*(${objectiveSchema.options.join('|')})\\s*(<=|>=)\\s*(${number})\\s*$`,
);
export const constraintHelp = `Write one of ${objectiveSchema.options.join(', ')}, then <= or >=, then a number, such as "bytes <= 100000"`;

/** Throws SearchError InvalidSpec for what is no constraint. */
export function parseConstraint(text: string): Constraint {
  const [, of, sign, bound] = constraintPattern.exec(text) ?? [];
  const known = objectiveSchema.safeParse(of);
  if (!known.success) {
    throw new SearchError('InvalidSpec', `${JSON.stringify(text)} is no constraint`, {
      place: { key: 'constraints' },
      wayOut: constraintHelp,
    });
  }
  return { of: known.data, atMost: sign === '<=', bound: Number(bound) };
}

/** Whether the value keeps the bound; what has no value does not. */
export const keeps = ({ atMost, bound }: Constraint, value: number | undefined): boolean =>
  value !== undefined && (atMost ? value <= bound : value >= bound);

/** `bytes <= 100000`. */
export const constraintText = ({ of, atMost, bound }: Constraint): string => `${of} ${atMost ? '<=' : '>='} ${bound}`;
