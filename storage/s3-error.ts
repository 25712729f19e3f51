import { SearchError } from '../shared/errors.ts';
import { awsTrouble } from './aws-trouble.ts';

/** What S3 said, as StoreUnavailable with a way out, after the SDK's own attempts; anything else is given back as it is. */
export function s3Error(error: unknown, action: string, address: string): unknown {
  if (!(error instanceof Error) || error instanceof SearchError || error instanceof RangeError) return error;
  const { why, wayOut } = awsTrouble(error) ?? {
    why: error.message,
    wayOut: 'Check the network, then run the same command again',
  };
  return new SearchError('StoreUnavailable', `Cannot ${action} ${address}: ${why}`, { wayOut, cause: error });
}
