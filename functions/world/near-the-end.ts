/** Milliseconds that writing a snapshot and answering take. */
const writing = 20_000;
const least = 30_000;

/**
 * Whether the call's time is nearly up, asked after each epoch: what is left must hold the longest epoch seen so far, which
 * the next one may be, and the writing of what is done.
 */
export function nearTheEnd(remaining: () => number, now: () => number = Date.now): () => boolean {
  let last = now();
  let longest = 0;
  return () => {
    const time = now();
    longest = Math.max(longest, time - last);
    last = time;
    return remaining() < Math.max(least, longest + writing);
  };
}
