/** Powers of two from low to high: equal steps in the logarithm, and few enough for candidates to be packed together. */
export function powersOfTwo(low: number, high: number): number[] {
  const powers: number[] = [];
  for (let power = low; power <= high; power *= 2) powers.push(power);
  return powers;
}
