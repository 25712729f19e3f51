import { InvalidArgumentError } from 'commander';

/** Nobody reads more; files have all. */
const most = 10_000;

/** A flag's number of lines. Throws commander's InvalidArgumentError. */
export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > most) throw new InvalidArgumentError(`Use 1 to ${most}.`);
  return count;
}
