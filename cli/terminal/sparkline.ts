const bars = '▁▂▃▄▅▆▇█';

/** The values as a row of bars from the smallest to the largest; at most `width`, each the mean of its share of the values. */
export function sparkline(values: readonly number[], width: number): string {
  const count = Math.min(width, values.length);
  const means = Array.from({ length: count }, (_, at) => {
    const share = values.slice(
      Math.floor((at * values.length) / count),
      Math.floor(((at + 1) * values.length) / count),
    );
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
  const low = Math.min(...means);
  const span = Math.max(...means) - low;
  return means.map((mean) => bars[span === 0 ? 0 : Math.round(((mean - low) / span) * (bars.length - 1))]).join('');
}
