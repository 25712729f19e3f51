const central = [
  [2.50662823884, -18.61500062529, 41.39119773534, -25.44106049637],
  [-8.4735109309, 23.08336743743, -21.06224101826, 3.13082909833],
] as const;
const tail = [
  0.3374754822726147, 0.9761690190917186, 0.1607979714918209, 0.0276438810333863, 0.0038405729373609,
  0.0003951896511919, 0.0000321767881768, 0.0000002888167364, 0.0000003960315187,
] as const;

/** The number below which a standard normal lies with probability p, 0 < p < 1, to 3e-9 (Moro, "The full Monte", 1995). */
export function normalQuantile(p: number): number {
  const y = p - 0.5;
  if (Math.abs(y) < 0.42) {
    const r = y * y;
    const [a, b] = central;
    const above = ((a[3] * r + a[2]) * r + a[1]) * r + a[0];
    return (y * above) / ((((b[3] * r + b[2]) * r + b[1]) * r + b[0]) * r + 1);
  }
  const r = Math.log(-Math.log(y > 0 ? 1 - p : p));
  const x = tail.reduceRight((sum, coefficient) => sum * r + coefficient, 0);
  return y > 0 ? x : -x;
}

/** The density of a standard normal. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** The probability that a standard normal lies below x, to 1e-7 relative, tails included (Press et al. 2007, erfc by Chebyshev fit). */
export function normalProbability(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * z);
  const series = chebyshev.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const upper = 0.5 * t * Math.exp(-z * z + series);
  return x > 0 ? 1 - upper : upper;
}

const chebyshev = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;
