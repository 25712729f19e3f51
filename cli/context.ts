import type { Terminal } from './terminal/terminal.ts';

/** The world, as the commands see it. */
export interface CliContext {
  /** Results: what a pipe is to get. */
  readonly out: Terminal;
  /** Progress, errors and advice. */
  readonly err: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** The command's arguments, as they were given. */
  readonly argumentsGiven: readonly string[];
  /** How this program is called: `npm start --`, `modelscout`. */
  readonly program: string;
  /** Milliseconds since some moment. */
  readonly now: () => number;
}
