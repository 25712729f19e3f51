import { createInterface } from 'node:readline/promises';
import type { CliContext } from '../context.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';

export interface AskOptions {
  readonly kind: ProgressKind;
  /** Whether the answer was given with the command. */
  readonly yes: boolean;
}

/** Whether a person who sits there wants it started; a script is never asked. */
export async function askBeforeStart({ kind, yes }: AskOptions, { err }: CliContext): Promise<boolean> {
  if (yes || kind !== 'live' || !process.stdin.isTTY) return true;
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await questions.question(`${err.style.bold('Start it?')} [Y/n] `);
    return /^\s*(y(es)?)?\s*$/i.test(answer);
  } catch {
    // Ctrl-C and Ctrl-D are a no.
    return false;
  } finally {
    questions.close();
  }
}
