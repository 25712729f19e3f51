import { expect, it } from 'vitest';
import { modelKeys, searchIdPattern } from '../../shared/steps/keys.ts';
import { isKeyPart } from '../../storage/key.ts';

it.each(['', '..', 'a/b', '../x', 'a.b', 'a b', 'x'.repeat(101)])('takes %j for no search id', (id) => {
  expect(searchIdPattern.test(id)).toBe(false);
});

it.each(['iris', 'Grüße aus Köln', '..', '.', '', '../../etc/passwd', 'a/b', 'x'.repeat(300), 'データ', '~'])(
  'makes one key part of the dataset name %j',
  (name) => {
    const [models, part = '', ...rest] = modelKeys(name).root.split('/');
    expect([models, rest]).toEqual(['models', []]);
    expect(isKeyPart(part)).toBe(true);
  },
);

it('keeps readable names, and different names different', () => {
  expect(modelKeys('iris-2024').root).toBe('models/iris-2024');
  expect(modelKeys('a b').root).not.toBe(modelKeys('a-b').root);
  expect(modelKeys('a b').root).not.toBe(modelKeys('a  b').root);
});
