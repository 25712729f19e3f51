import { SearchError } from '../shared/errors.ts';
import type { CliContext } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { jsonLine } from './progress/json-progress.ts';
import { printable } from './terminal/text-width.ts';

/** Says what went wrong in a line, and gives the exit code. MODELSCOUT_DEBUG=1 shows where it happened. */
export function reportError(error: unknown, { out, err, environment, argumentsGiven }: CliContext): number {
  const { style } = err;
  const debugs = environment.MODELSCOUT_DEBUG === '1';
  if (debugs) err.print(error instanceof Error ? printableStack(error) : String(error));
  if (error instanceof SearchError) {
    const { name, message, place, wayOut } = error;
    if (argumentsGiven.includes('--json')) {
      out.write(jsonLine({ type: 'error', code: name, message, place, ...(wayOut === undefined ? {} : { wayOut }) }));
    }
    const label = name === 'Interrupted' ? style.yellow('interrupted:') : style.red('error:');
    err.print(`${label} ${printable(error.describe())}`);
    return exitCodeOf(name);
  }
  const message = error instanceof Error ? error.message : String(error);
  err.print(
    `${style.red('error:')} ${printable(message)}`,
    ...(debugs ? [] : [style.dim('This is unexpected; MODELSCOUT_DEBUG=1 shows where it happened.')]),
  );
  return exitCodes.unexpected;
}

function printableStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${printableStack(error.cause)}` : '';
  return `${(error.stack ?? error.message).split('\n').map(printable).join('\n')}${cause}`;
}
