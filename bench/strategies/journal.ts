import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Run, RunResult } from './run.ts';

const lineSchema = z.strictObject({ key: z.string(), regrets: z.array(z.number()), seconds: z.number() });

const keyOf = ({ contender, task, objective, seed }: Run, trials: number): string =>
  [contender.id, objective, task.name, seed, trials].join(' ');

/** Finished runs, kept in a file so that a bench that was ended goes on where it was. */
export interface Journal {
  find(run: Run): RunResult | undefined;
  add(result: RunResult): void;
}

/** Without a file nothing is kept. Delete the file where strategies have changed: it knows nothing of that. */
export function openJournal(file: string | undefined, trials: number): Journal {
  if (file === undefined) return { find: () => undefined, add: () => undefined };
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const known = new Map(
    text
      .split('\n')
      // A bench that is killed may leave half a line.
      .filter((line) => line.endsWith('}'))
      .map((line) => lineSchema.parse(JSON.parse(line)))
      .map((line) => [line.key, line] as const),
  );
  return {
    find(run) {
      const line = known.get(keyOf(run, trials));
      return line === undefined ? undefined : { ...run, regrets: line.regrets, seconds: line.seconds };
    },
    add(result) {
      const { regrets, seconds } = result;
      appendFileSync(file, `\n${JSON.stringify({ key: keyOf(result, trials), regrets, seconds })}`);
    },
  };
}
