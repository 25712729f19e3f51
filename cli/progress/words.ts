/** A duration as people say it: "0.8 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
  if (whole < 3600) return two(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 48 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), 'days', hours % 24, 'h');
}

/** "12/s", "0.4/s", "3 a minute": a trial may take an hour. */
export function ratePhrase(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} trials/s`;
  if (perSecond >= 0.1) return `${perSecond.toFixed(1)} trials/s`;
  return `${(perSecond * 60).toFixed(1)} trials/min`;
}
