import { createStyle, hasColours, type Style } from './style.ts';

/** What is needed of process.stdout and process.stderr. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A stream as people read it. */
export interface Terminal {
  /** Whether what is written can be drawn over. */
  readonly isLive: boolean;
  readonly style: Style;
  /** Columns of a line, now. */
  width(): number;
  write(text: string): void;
  /** Writes the lines, each with a line end. */
  print(...lines: readonly string[]): void;
}

/** Width where nothing says how wide it is: logs and files. */
const unknownWidth = 100;

export function openTerminal(stream: OutputStream, environment: NodeJS.ProcessEnv): Terminal {
  const isTerminal = stream.isTTY === true;
  const write = (text: string): void => void stream.write(text);
  return {
    isLive: isTerminal && environment.TERM !== 'dumb',
    style: createStyle(hasColours(environment, isTerminal)),
    width: () => Math.max(20, stream.columns ?? unknownWidth),
    write,
    print: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
  };
}
