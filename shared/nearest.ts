/** Levenshtein distance: the fewest letters to insert, delete or replace. Row by row, as Wagner & Fischer (1974). */
export function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

const longest = 100;

/** The known word that was probably meant, or undefined where none is close. Upper and lower case count the same. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > longest) return undefined;
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { word: candidate, distance };
  }
  // A third of the letters: "opimiser" still finds "optimizer", "x" finds nothing.
  const tolerance = Math.max(1, Math.floor(Math.max(word.length, best?.word.length ?? 0) / 3));
  return best !== undefined && best.distance <= tolerance ? best.word : undefined;
}

/** A way out for an unknown word: the nearest known one, or all of them. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `Known: ${known.join(', ')}` : `Did you mean ${JSON.stringify(meant)}?`;
}
