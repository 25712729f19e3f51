import { SearchError } from '../shared/errors.ts';

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'TimeoutError',
]);

/** Each with the names that services give the same trouble. */
const troubles: readonly { readonly names: RegExp; readonly message: string; readonly wayOut: string }[] = [
  {
    names: /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)$/,
    message: 'Your AWS credentials have expired',
    wayOut: 'Sign in again (aws sso login, or aws configure), then run the same command',
  },
  {
    names:
      /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|InvalidToken)$/,
    message: 'AWS does not know these credentials',
    wayOut:
      'Check AWS_PROFILE or --profile, and AWS_ACCESS_KEY_ID where it is set; `aws sts get-caller-identity` tells who you are',
  },
  {
    names: /^(Throttling(Exception)?|TooManyRequestsException|RequestLimitExceeded|SlowDown)$/,
    message: 'AWS asks for fewer requests',
    wayOut: 'Wait a minute, then run the same command again',
  },
  {
    names: /^(RequestTimeTooSkewed|RequestInTheFuture)$/,
    message: "This machine's clock is wrong, and AWS turns its requests down",
    wayOut: 'Set the clock, then run the same command again',
  },
];

const unavailable = (message: string, wayOut: string, cause: unknown): SearchError =>
  new SearchError('CloudUnavailable', message, { wayOut, cause });

/**
 * What the SDK said while `doing`, as CloudUnavailable with a way out. What is no error of the SDK's or the network's is
 * given back as it is.
 */
export function cloudError(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof SearchError) return error;
  const { name, message } = error;
  if (message === 'Region is missing') {
    return unavailable('No AWS region is set', 'Set AWS_REGION or the region of your profile, or give --region', error);
  }
  if (/Credentials?Provider|TokenProvider/.test(name) || /Could not (load|resolve) credentials/i.test(message)) {
    return credentialsError(error);
  }
  const code = codeOf(error);
  if (code !== undefined) {
    return unavailable(
      `AWS cannot be reached to ${doing}: ${code}`,
      'Check the network, the region, and AWS_ENDPOINT_URL where it is set',
      error,
    );
  }
  const known = troubles.find(({ names }) => names.test(name));
  if (known !== undefined) return unavailable(known.message, known.wayOut, error);
  if (
    /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|Forbidden)$/.test(name) ||
    statusOf(error) === 403
  ) {
    return unavailable(
      `You are not allowed to ${doing}: ${firstLine(message)}`,
      'Ask for that permission, or choose another profile with --profile',
      error,
    );
  }
  if (!('$metadata' in error)) return error;
  return unavailable(`AWS could not ${doing}: ${name}: ${firstLine(message)}`, 'MODELSCOUT_DEBUG=1 shows more', error);
}

function credentialsError(error: Error): SearchError {
  const { message } = error;
  if (/expired|sso login/i.test(message)) {
    return unavailable('Your AWS sign-in has expired', 'Run `aws sso login`, then the same command again', error);
  }
  return unavailable(
    'No AWS credentials were found',
    'Run `aws configure` or `aws sso login`; with a profile of another name, set AWS_PROFILE or give --profile',
    error,
  );
}

/** Answers to HEAD have no body, and so no name. */
function statusOf(error: Error): number | undefined {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** The network's word for it, from the error or from one of several addresses that were tried. */
function codeOf(error: Error): string | undefined {
  const inside = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  for (const each of [error, error.cause, ...inside]) {
    if (!(each instanceof Error)) continue;
    const code = 'code' in each && typeof each.code === 'string' ? each.code : each.name;
    if (unreachable.has(code)) return code;
  }
  return undefined;
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 500);

/** What `work` gives; what goes wrong is told as `cloudError` says. */
export async function told<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cloudError(error, doing);
  }
}
