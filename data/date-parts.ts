const day = 86_400_000;

/** Calendar parts of milliseconds since 1970, in UTC. Weekday 0 is Sunday. */
const parts: Readonly<Record<string, (milliseconds: number) => number>> = {
  year: (milliseconds) => new Date(milliseconds).getUTCFullYear(),
  month: (milliseconds) => new Date(milliseconds).getUTCMonth() + 1,
  day: (milliseconds) => new Date(milliseconds).getUTCDate(),
  // 1970 began on a Thursday.
  weekday: (milliseconds) => (((Math.floor(milliseconds / day) + 4) % 7) + 7) % 7,
  hour: (milliseconds) => Math.floor((((milliseconds % day) + day) % day) / 3_600_000),
};

export const datePartNames: readonly string[] = Object.keys(parts);

/** The part of a date, NaN of a missing one. Throws RangeError on a part that there is not. */
export function datePart(part: string): (milliseconds: number) => number {
  const read = parts[part];
  if (read === undefined) throw new RangeError(`no part ${JSON.stringify(part)} of a date`);
  return (milliseconds) => (Number.isNaN(milliseconds) ? NaN : read(milliseconds));
}
