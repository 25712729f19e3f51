import type { TextSettings } from '../../shared/dataset.ts';

/** Runs of letters, marks and digits, with apostrophes between them. Scripts without spaces have long words: use characters. */
const words = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * The tokens of a text, in lower case and Unicode's composed form (NFC): words by the classes of their characters alone, so that no
 * machine's language or dictionary matters; or code points, white space as one space.
 */
export function tokenise(text: string, unit: TextSettings['unit']): string[] {
  const plain = text.normalize('NFC').toLowerCase();
  return unit === 'word' ? (plain.match(words) ?? []) : Array.from(plain.trim().replaceAll(/\s+/gu, ' '));
}
