import type { Json } from './definition.ts';

/** What lies at a path such as $.next.round. Throws where there is nothing, as Step Functions does. */
export function at(data: Json, path: string): Json {
  let found: Json | undefined = data;
  for (const name of path.split('.').slice(1)) found = membersOf(found)[name];
  if (found === undefined) throw new Error(`States.Runtime: there is no ${path} in ${JSON.stringify(data)}`);
  return found;
}

/** The data with the value at the path; the value alone at $, and the data alone at null. */
export function put(data: Json, path: string | null | undefined, value: Json): Json {
  if (path === null) return data;
  const [name, ...rest] = (path ?? '$').split('.').slice(1);
  if (name === undefined) return value;
  return { ...membersOf(data), [name]: put(membersOf(data)[name] ?? {}, ['$', ...rest].join('.'), value) };
}

/** A template whose members `name.$` are filled in from the data. */
export function filled(template: Json, data: Json): Json {
  if (typeof template !== 'object' || template === null || Array.isArray(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), expression(textOf(value), data)] : [name, filled(value, data)],
    ),
  );
}

/** A path, or one of the two intrinsic functions that the workflow uses. */
function expression(text: string, data: Json): Json {
  const toText = /^States\.JsonToString\((.+)\)$/.exec(text)?.[1];
  if (toText !== undefined) return JSON.stringify(at(data, toText));
  const [, pattern, paths] = /^States\.Format\('([^']*)', (.+)\)$/.exec(text) ?? [];
  if (pattern === undefined || paths === undefined) return at(data, text);
  const values = paths.split(', ').map((path) => at(data, path));
  return pattern.replaceAll('{}', () => textOf(values.shift()));
}

/** Text as it is, anything else as JSON. */
const textOf = (value: Json = ''): string => (typeof value === 'string' ? value : JSON.stringify(value));

function membersOf(data: Json | undefined): { readonly [key: string]: Json } {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? (data as { readonly [key: string]: Json })
    : {};
}
