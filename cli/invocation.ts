import { relative } from 'node:path';

/** How this program was called, so that what it says to try next can be pasted. */
export interface Invocation {
  readonly environment: NodeJS.ProcessEnv;
  /** The script's path, as in process.argv[1]. */
  readonly script: string;
  readonly folder: string;
}

export function programName({ environment, script, folder }: Invocation): string {
  if (environment.npm_lifecycle_event === 'start') return 'npm start --';
  return script.endsWith('.ts') ? `node --import tsx ${quoted(relative(folder, script))}` : 'modelscout';
}

/** The argument as a shell takes it. */
export const quoted = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
