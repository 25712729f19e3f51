/** What is wrong, as a clause, and the way out, as a sentence. */
export interface AwsTrouble {
  readonly why: string;
  readonly wayOut: string;
}

/** Each with the names that services, the SDK and the network give the same trouble. */
const troubles: readonly (AwsTrouble & { readonly names: RegExp })[] = [
  {
    names: /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)$/,
    why: 'your AWS credentials have expired',
    wayOut: 'Sign in again (aws sso login, or aws configure), then run the same command',
  },
  {
    names:
      /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|InvalidToken)$/,
    why: 'AWS does not know these credentials',
    wayOut: 'Check AWS_PROFILE, and AWS_ACCESS_KEY_ID where it is set; `aws sts get-caller-identity` tells who you are',
  },
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    why: 'no AWS credentials were found',
    wayOut: 'Run `aws configure` or `aws sso login`; with a profile of another name, set AWS_PROFILE',
  },
  {
    names: /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|Forbidden|AllAccessDisabled)$/,
    why: 'you are not allowed to',
    wayOut: 'Ask for that permission, or choose another profile with AWS_PROFILE',
  },
  {
    names: /^(NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed)$/,
    why: 'there is no such bucket in this region',
    wayOut: "Check the bucket's name and AWS_REGION",
  },
  {
    names: /^(SlowDown|Throttling(Exception)?|TooManyRequestsException|RequestLimitExceeded)$/,
    why: 'AWS asks for fewer requests',
    wayOut: 'Wait a minute, then run the same command again: it goes on from here',
  },
  {
    names: /^(RequestTimeTooSkewed|RequestInTheFuture)$/,
    why: "this machine's clock is wrong",
    wayOut: 'Set the clock, then run the same command again',
  },
  {
    names: /^Region is missing$/,
    why: 'no AWS region is set',
    wayOut: 'Set AWS_REGION, or run `aws configure`',
  },
];

const network: AwsTrouble['wayOut'] =
  'Check the network, the region and AWS_ENDPOINT_URL where it is set; then run the same command again';

const unreachable =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EPIPE|TimeoutError)$/;

/** What an error of the SDK's or the network's means for a person; undefined where it is neither. */
export function awsTrouble(error: Error): AwsTrouble | undefined {
  const code = networkCode(error);
  if (code !== undefined) return { why: `AWS cannot be reached (${code})`, wayOut: network };
  const name = nameOf(error);
  const known = troubles.find(({ names }) => names.test(name));
  if (known !== undefined) return { why: withDetail(known.why, error), wayOut: known.wayOut };
  if (statusOf(error) === undefined && !('$metadata' in error)) return undefined;
  return { why: `${name}: ${firstLine(error.message)}`, wayOut: network };
}

/** The answer's HTTP status; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}

function nameOf(error: Error): string {
  const { name, message } = error;
  const isCredentials =
    /Credentials?Provider|TokenProvider/.test(name) || /Could not (load|resolve) cred/i.test(message);
  // A session that has run out is, to the SDK, as credentials that are not there.
  if (isCredentials) return /expired|sso login/i.test(message) ? 'ExpiredToken' : 'CredentialsProviderError';
  if (name === 'Error') return message;
  // Answers to HEAD have no body, and so no name.
  return statusOf(error) === 403 && /^(Unknown|UnknownError|403)$/.test(name) ? 'AccessDenied' : name;
}

/** Which permission is missing stands in the message alone. */
const withDetail = (why: string, { message }: Error): string =>
  why === 'you are not allowed to' && /not authorized to perform/.test(message)
    ? `${why} (${firstLine(message)})`
    : why;

/** The network's word for it, from the error or from one of several addresses that were tried. */
function networkCode(error: Error): string | undefined {
  const inside = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  for (const each of [error, error.cause, ...inside]) {
    if (!(each instanceof Error)) continue;
    const code = 'code' in each && typeof each.code === 'string' ? each.code : each.name;
    if (unreachable.test(code)) return code;
  }
  return undefined;
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 500);
