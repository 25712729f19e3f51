/** Text that is markup already and is put in as it is. Only `html` and `raw` make it. */
export interface Markup {
  readonly markup: string;
}

export type HtmlValue = string | number | Markup | undefined | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as an element's text and as a quoted attribute. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

function isMarkup(value: object): value is Markup {
  return 'markup' in value;
}

function write(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return isMarkup(value) ? value.markup : value.map(write).join('');
}

/** A template whose values are escaped unless they are markup: names from a dataset can do no harm by being forgotten. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return { markup: strings.reduce((text, part, index) => text + write(values[index - 1]) + part) };
}

/** For text that this project wrote: styles and scripts. */
export const raw = (markup: string): Markup => ({ markup });

const scriptEscapes = /[<>&\u2028\u2029]/g;

/** JSON that cannot end the script element it stands in, nor a line of it. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    scriptEscapes,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
