import type { Terminal } from './terminal.ts';
import { truncate } from './text-width.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const eraseLine = '\u001b[K';
const eraseBelow = '\u001b[J';

/** Lines at the end of a terminal that are drawn over in place. */
export interface LiveBlock {
  draw(lines: readonly string[]): void;
  /** Takes the block away; what is printed next stands where it stood. */
  clear(): void;
}

export function liveBlock(terminal: Terminal): LiveBlock {
  let height = 0;
  const toTop = (): string => (height > 0 ? `\u001b[${height}A\r` : '\r');
  return {
    draw(lines) {
      // A line that fills the last column would wrap, and the block be one line higher than it is taken to be.
      const cut = lines.map((line) => `${truncate(line, terminal.width() - 1)}${eraseLine}\n`);
      terminal.write(`${hideCursor}${toTop()}${cut.join('')}${eraseBelow}`);
      height = lines.length;
    },
    clear() {
      if (height > 0) terminal.write(`${toTop()}${eraseBelow}${showCursor}`);
      height = 0;
    },
  };
}
