import type { Candidate, ParameterValue } from '../candidate.ts';
import { type SearchSpace, valueOf } from '../search-space.ts';
import { toUnit } from './unit.ts';

/** One parameter's change, as words are made of. */
interface Change {
  readonly name: string;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
  /** Whether the new value stands higher; undefined where values have no order. */
  readonly up: boolean | undefined;
}

const forms = {
  add: 'adding',
  remove: 'removing',
  widen: 'widening',
  narrow: 'narrowing',
  raise: 'raising',
  lower: 'lowering',
  change: 'changing',
} as const;
type Verb = keyof typeof forms;
export type Form = 'infinitive' | 'gerund';

/**
 * What was changed between two candidates, in words: `widen layer 2 from 16 to 32`, or `widening …` as a gerund. Parameters that only
 * came to exist or went with another's change are not told of. Empty where nothing was changed.
 */
export function changeInWords(space: SearchSpace, before: Candidate, after: Candidate, form: Form): string {
  const changes = Object.entries(space).flatMap(([name, distribution]): Change[] => {
    const [from, to] = [valueOf(before, name), valueOf(after, name)];
    if (from === undefined || to === undefined || from === to) return [];
    const ordered = distribution.type !== 'choice';
    return [{ name, from, to, up: ordered ? toUnit(distribution, to) > toUnit(distribution, from) : undefined }];
  });
  return changes.map((change) => wordsOf(change, form)).join(', ');
}

function wordsOf({ name, from, to, up }: Change, form: Form): string {
  const say = (verb: Verb): string => (form === 'gerund' ? forms[verb] : verb);
  const values = `from ${brief(from)} to ${brief(to)}`;
  if (name === 'depth' && up !== undefined) {
    const layers = Math.abs(Number(to) - Number(from));
    return `${say(up ? 'add' : 'remove')} ${layers === 1 ? 'a layer' : `${layers} layers`}, ${values}`;
  }
  const [, layer] = /^width\.(\d+)$/.exec(name) ?? [];
  if (up !== undefined && (layer !== undefined || name === 'width')) {
    return `${say(up ? 'widen' : 'narrow')} ${layer === undefined ? 'the layers' : `layer ${layer}`} ${values}`;
  }
  return `${say(up === undefined ? 'change' : up ? 'raise' : 'lower')} ${name} ${values}`;
}

const brief = (value: ParameterValue): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
