import { z } from 'zod';

/** failure.json of a search, and <file>.failure.json beside a dataset: why there is no model. */
export const failureSchema = z.object({
  searchId: z.string().optional(),
  /** Name of the error. */
  code: z.string(),
  /** What is wrong and what to do about it, for a person. */
  message: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
});
export type Failure = z.infer<typeof failureSchema>;

/** An error as Step Functions hands it on. */
export const stepErrorSchema = z.object({ Error: z.string().optional(), Cause: z.string().optional() });
export type StepError = z.infer<typeof stepErrorSchema>;

const mostLetters = 2000;

/** What Lambda and Batch write into a cause, as JSON. */
const causeSchema = z.object({
  errorType: z.string().optional(),
  errorMessage: z.string().optional(),
  StatusReason: z.string().optional(),
  Attempts: z.array(z.object({ Container: z.object({ Reason: z.string().optional() }).optional() })).optional(),
});

/** States.Timeout and its like, in words. */
const named: Readonly<Record<string, string>> = {
  'States.Timeout': 'It took longer than it may',
  'Sandbox.Timedout': 'It took longer than it may',
  'Lambda.Unknown': 'The function ended without an answer: out of memory, or out of time',
  'Runtime.ExitError': 'The function ended without an answer: out of memory, perhaps',
};

/** The error's name and what a person can read of it: never a stack trace. */
export function readableError({ Error: name = '', Cause = '' }: StepError): { code: string; message: string } {
  const { errorType, errorMessage, StatusReason, Attempts } = parseCause(Cause);
  const code = errorType ?? (name === '' ? 'Error' : name);
  const stopped = Attempts?.at(-1)?.Container?.Reason;
  const container = StatusReason === undefined ? stopped : [StatusReason, stopped].filter(Boolean).join(': ');
  const message = errorMessage ?? container ?? named[code] ?? (Cause === '' ? `It failed with ${code}` : Cause);
  return { code: code.slice(0, 100), message: withoutStack(message).slice(0, mostLetters) };
}

function parseCause(cause: string): z.infer<typeof causeSchema> {
  try {
    return causeSchema.safeParse(JSON.parse(cause)).data ?? {};
  } catch {
    return {};
  }
}

const withoutStack = (message: string): string =>
  message
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .join('\n')
    .trim();
