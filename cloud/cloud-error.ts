import { SearchError } from '../shared/errors.ts';
import { awsTrouble } from '../storage/aws-trouble.ts';

/**
 * What the SDK said while `doing`, as CloudUnavailable with a way out. What is no error of the SDK's or the network's is
 * given back as it is.
 */
export function cloudError(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof SearchError) return error;
  const trouble = awsTrouble(error);
  if (trouble === undefined) return error;
  return new SearchError('CloudUnavailable', `Cannot ${doing}: ${trouble.why}`, {
    wayOut: trouble.wayOut,
    cause: error,
  });
}

/** What `work` gives. Throws SearchError CloudUnavailable for what goes wrong at AWS, on the way there, or with credentials. */
export async function told<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cloudError(error, doing);
  }
}
