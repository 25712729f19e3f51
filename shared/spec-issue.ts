import type { z } from 'zod';
import { type ErrorPlace, SearchError } from './errors.ts';
import { suggestion } from './nearest.ts';

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;
type Path = readonly PropertyKey[];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const member = (value: unknown, key: PropertyKey): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;

const valueAt = (input: unknown, path: Path): unknown => path.reduce(member, input);

/** The value as the user wrote it, shortened. */
function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'missing');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Keys allowed at the path; of several alternatives, those of the one whose `type` the input has. */
function knownKeys(schema: JsonSchema, input: unknown, path: Path): string[] {
  let at: JsonSchema | undefined = schema;
  let value = input;
  for (const key of [...path, undefined]) {
    const alternatives = at?.oneOf ?? at?.anyOf ?? [];
    at =
      alternatives.find(({ properties }) => member(properties?.type, 'const') === member(value, 'type')) ??
      alternatives.find(({ type }) => type === 'object') ??
      at;
    if (key === undefined) break;
    at = (member(at?.properties, key) ?? at?.additionalProperties) as JsonSchema | undefined;
    value = member(value, key);
  }
  return Object.keys(at?.properties ?? {});
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object of keys and values',
  record: 'an object of keys and values',
};

const kindOf = (expected: string): string => kinds[expected] ?? expected;

/** What would be right instead, as a sentence without its full stop. */
function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Use ${kindOf(issue.expected)}`;
    case 'too_small':
    case 'too_big': {
      const small = issue.code === 'too_small';
      const bound = String(small ? issue.minimum : issue.maximum);
      const noun = issue.origin === 'array' ? ' value' : issue.origin === 'string' ? ' character' : '';
      const unit = noun === '' || bound === '1' ? noun : `${noun}s`;
      if (issue.inclusive === false) return `Use a number ${small ? 'above' : 'below'} ${bound}`;
      return `Use at ${small ? 'least' : 'most'} ${bound}${unit}`;
    }
    case 'invalid_key':
      return 'Use a name of letters and digits, with the layer after a dot where there is one, such as "width.1"';
    case 'invalid_union':
      return issue.path.includes('when')
        ? 'Use a list of values, or {"atLeast": a number}'
        : 'Use a number, a text, or true or false';
    case 'invalid_value':
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message;
  }
}

/** The options of a closed list, where the issue is about one. */
function optionsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return issue.options.map(String);
  return [];
}

/** The first thing that is wrong, as one error: key, value and way out. `schema` is the JSON schema of the input. */
export function issueError(
  error: z.ZodError,
  { input, schema, place }: { input: unknown; schema: JsonSchema; place: ErrorPlace },
): SearchError {
  // A misspelt key also makes a required one missing; the misspelling is what the user has to mend.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue === undefined) return new SearchError('InvalidSpec', 'The spec is invalid', { place });
  const others = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return new SearchError('InvalidSpec', `Unknown key ${show(key)}${others}`, {
      place: { ...place, key: [...issue.path, key].join('.').slice(0, 200) },
      wayOut: suggestion(key, knownKeys(schema, input, issue.path)),
    });
  }
  const key = issue.path.join('.').slice(0, 200);
  const value = valueAt(input, issue.path);
  const options = optionsOf(issue);
  const isMissing = value === undefined;
  const name = key === '' ? 'The spec' : key;
  return new SearchError(
    'InvalidSpec',
    issue.code === 'invalid_key'
      ? `${show(issue.path.at(-1))} is no name of a parameter${others}`
      : `${name} is ${isMissing ? 'missing' : show(value)}${others}`,
    {
      place: key === '' ? place : { ...place, key },
      wayOut:
        options.length === 0
          ? expected(issue)
          : isMissing
            ? `Use one of ${options.join(', ')}`
            : suggestion(typeof value === 'string' ? value : show(value), options),
    },
  );
}
