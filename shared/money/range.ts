/** From the least to the most that a number may be. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const exactly = (value: number): Range => ({ low: value, high: value });

export const sum = (ranges: readonly Range[]): Range => ({
  low: ranges.reduce((total, { low }) => total + low, 0),
  high: ranges.reduce((total, { high }) => total + high, 0),
});

export const times = ({ low, high }: Range, factor: number | Range): Range =>
  typeof factor === 'number'
    ? { low: low * factor, high: high * factor }
    : { low: low * factor.low, high: high * factor.high };
