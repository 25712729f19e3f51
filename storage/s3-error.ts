import { SearchError } from '../shared/errors.ts';

/** Each with the names that S3, the SDK and the network give the same trouble. */
const troubles: readonly { readonly names: RegExp; readonly why: string; readonly wayOut: string }[] = [
  {
    names: /^(ExpiredToken|TokenRefreshRequired|RequestExpired)$/,
    why: 'your AWS credentials have expired',
    wayOut: 'Sign in again (aws sso login, or aws configure), then run the same command',
  },
  {
    names: /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|AuthFailure)$/,
    why: 'AWS does not know these credentials',
    wayOut: 'Check AWS_PROFILE, and AWS_ACCESS_KEY_ID where it is set; `aws sts get-caller-identity` tells who you are',
  },
  {
    names: /^(NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed)$/,
    why: 'there is no such bucket in this region',
    wayOut: "Check the bucket's name and AWS_REGION",
  },
  {
    names: /^(AccessDenied|Forbidden|AllAccessDisabled)$/,
    why: 'you are not allowed to',
    wayOut: 'Ask for that permission, or choose another profile with AWS_PROFILE',
  },
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    why: 'no AWS credentials were found',
    wayOut: 'Run `aws configure` or `aws sso login`; with a profile of another name, set AWS_PROFILE',
  },
  {
    names: /^(SlowDown|Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/,
    why: 'AWS asks for fewer requests',
    wayOut: 'Wait a minute, then run the same command again: it goes on from here',
  },
  {
    names: /^RequestTimeTooSkewed$/,
    why: "this machine's clock is wrong",
    wayOut: 'Set the clock, then run the same command again',
  },
  {
    names: /^Region is missing$/,
    why: 'no AWS region is set',
    wayOut: 'Set AWS_REGION, or run `aws configure`',
  },
];

/** What S3 said, as StoreUnavailable with a way out, after the SDK's own attempts; anything else is given back as it is. */
export function s3Error(error: unknown, action: string, address: string): unknown {
  if (!(error instanceof Error) || error instanceof SearchError || error instanceof RangeError) return error;
  const name = nameOf(error);
  const known = troubles.find(({ names }) => names.test(name));
  return new SearchError('StoreUnavailable', `Cannot ${action} ${address}: ${known?.why ?? name}`, {
    wayOut:
      known?.wayOut ??
      'Check the network, the region and AWS_ENDPOINT_URL where it is set; then run the same command again',
    cause: error,
  });
}

function nameOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  // A session that has run out is, to the SDK, as credentials that are not there.
  if (error.name === 'CredentialsProviderError' && /expired/i.test(error.message)) return 'ExpiredToken';
  return error.name === 'Error' ? error.message : error.name;
}

/** The answer's HTTP status; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}
