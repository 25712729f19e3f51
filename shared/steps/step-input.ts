import { z } from 'zod';
import { SearchError } from '../errors.ts';
import { searchIdPattern } from './keys.ts';

export const searchIdSchema = z.string().regex(searchIdPattern, 'is no search id');

/** A step's input, which a state machine or a message brought. Throws SearchError InvalidSpec. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success)
    throw new SearchError('InvalidSpec', `The step's input is wrong: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
