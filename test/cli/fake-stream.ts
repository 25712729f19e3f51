import type { OutputStream } from '../../cli/terminal/terminal.ts';

/** A stream that remembers, and shows what a terminal would: cursor up, erase the line, erase below. */
export function fakeStream({ isTTY, columns }: { readonly isTTY: boolean; readonly columns: number }) {
  let text = '';
  return {
    isTTY,
    columns,
    write(more: string) {
      text += more;
    },
    text: () => text,
    /** The lines that stand there now, without colours. */
    screen(): string[] {
      const lines: string[] = [''];
      let [row, column] = [0, 0];
      for (const part of text.match(/\p{Cc}\[\??[0-9;]*[A-Za-z]|\n|\r|[^\p{Cc}]+/gu) ?? []) {
        const code = /^\p{Cc}\[(\??[0-9;]*)([A-Za-z])$/u.exec(part);
        if (part === '\n') [row, column] = [row + 1, 0];
        else if (part === '\r') column = 0;
        else if (code?.[2] === 'A') row -= Number(code[1]);
        else if (code?.[2] === 'K') lines[row] = (lines[row] ?? '').slice(0, column);
        else if (code?.[2] === 'J') lines.splice(row, lines.length, (lines[row] ?? '').slice(0, column));
        else if (code === null) {
          const line = (lines[row] ?? '').padEnd(column);
          lines[row] = line.slice(0, column) + part + line.slice(column + part.length);
          column += part.length;
        }
        lines[row] ??= '';
      }
      return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
    },
  } satisfies OutputStream & Record<string, unknown>;
}
