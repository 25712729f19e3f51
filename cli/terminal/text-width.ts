const escapeCodes = /\p{Cc}\[[0-9;]*m/gu;
/** East Asian wide and full-width letters and most emoji take two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /^[\p{Mark}\p{Format}]+$/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that one letter, as a person sees it, takes. */
function letterWidth(letter: string): number {
  if (zeroWidth.test(letter)) return 0;
  return wide.test(letter) ? 2 : 1;
}

/** Columns that the text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text.replace(escapeCodes, ''))) width += letterWidth(segment);
  return width;
}

/** The text in at most `width` columns, with an ellipsis where it was cut. Colours are kept, and ended where they are cut. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  let coloured = false;
  for (const part of text.split(/(\p{Cc}\[[0-9;]*m)/u)) {
    if (part.startsWith('\u001b[')) {
      kept += part;
      coloured = true;
      continue;
    }
    for (const { segment } of segmenter.segment(part)) {
      used += letterWidth(segment);
      if (used > width - 1) return `${kept}…${coloured ? '\u001b[0m' : ''}`;
      kept += segment;
    }
  }
  return kept;
}

/** Filled with blanks to `width` columns: after the text, or before it. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'left' ? text + blanks : blanks + text;
}

/** The text broken between words into lines of at most `width` columns; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A text from a file or a person, in one line and without anything that a terminal would obey. */
export const printable = (text: string): string =>
  text.replace(/[\r\n\t]+/g, ' ').replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
