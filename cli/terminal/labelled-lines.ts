import type { Style } from './style.ts';
import { pad, wrap } from './text-width.ts';

const labelWidth = 13;

/** A fact with its name before it, wrapped beside it. */
export function labelledLines(
  label: string,
  text: string,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const [first = '', ...rest] = wrap(text, Math.max(20, width - labelWidth - 2));
  return [
    `  ${style.dim(pad(label, labelWidth))}${first}`,
    ...rest.map((more) => `${' '.repeat(labelWidth + 2)}${more}`),
  ];
}
