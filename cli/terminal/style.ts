const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Colours a text, or leaves it as it is where there are no colours. */
export type Style = Readonly<Record<keyof typeof codes, (text: string) => string>>;

export function createStyle(coloured: boolean): Style {
  const paint =
    ([on, off]: readonly [number, number]) =>
    (text: string): string =>
      coloured && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: paint(codes.bold),
    dim: paint(codes.dim),
    red: paint(codes.red),
    green: paint(codes.green),
    yellow: paint(codes.yellow),
    cyan: paint(codes.cyan),
  };
}

/** NO_COLOR (no-color.org) and FORCE_COLOR decide before the kind of stream does. */
export function hasColours(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { NO_COLOR: never, FORCE_COLOR: always, TERM: kind } = environment;
  if (never !== undefined && never !== '') return false;
  if (always !== undefined && always !== '') return always !== '0' && always !== 'false';
  return isTerminal && kind !== 'dumb';
}
