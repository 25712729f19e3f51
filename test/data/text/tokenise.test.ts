import { expect, it } from 'vitest';
import { tokenise } from '../../../data/text/tokenise.ts';

it.each<[string, string[]]>([
  ["Don't STOP: it's 24/7!", ["don't", 'stop', "it's", '24', '7']],
  ['a_b-c  d\t’e’', ['a', 'b', 'c', 'd', 'e']],
  // Written with a combining diaeresis, and as one letter.
  ['Mu\u0308ller M\u00fcller', ['m\u00fcller', 'm\u00fcller']],
  ['Ёлка стоит, ÀÉÎ', ['ёлка', 'стоит', 'àéî']],
  ['हिन्दी में', ['हिन्दी', 'में']],
  ['... !!!', []],
])('divides %j into words', (text, words) => {
  expect(tokenise(text, 'word')).toEqual(words);
});

it('divides a text into code points, white space as one space', () => {
  expect(tokenise('  A \n\t b!\u{1F600}é ', 'character')).toEqual(['a', ' ', 'b', '!', '\u{1F600}', 'é']);
  expect(tokenise(' \n ', 'character')).toEqual([]);
});
