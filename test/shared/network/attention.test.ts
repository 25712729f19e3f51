import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { countParameters, layersWithInputs, type Network, networkOf } from '../../../shared/network.ts';

const attention = { family: 'attention', modelWidth: 8, depth: 0 };
const over = (candidate: Candidate, vocabulary?: number): Network =>
  networkOf({ ...attention, ...candidate }, vocabulary === undefined ? [24, 3] : [24, 1], 4, vocabulary);
const kindsOf = (candidate: Candidate, vocabulary?: number) =>
  layersWithInputs(over(candidate, vocabulary)).map(({ layer }) => layer.kind);

const attentionBranch = ['layerNormalization', 'attention', 'dropout'];
const branches = [...attentionBranch, 'layerNormalization', 'dense', 'activation', 'dense', 'dropout'];
const end = ['layerNormalization', 'globalPooling', 'dense'];

it('lists encoder blocks between the steps with their places and their mean', () => {
  const begin = ['dense', 'positionalEncoding'];
  expect(kindsOf({ blocks: 1 })).toEqual([...begin, ...branches, ...end]);
  expect(kindsOf({ blocks: 2, masked: true })).toEqual(['masking', ...begin, ...branches, ...branches, ...end]);
  expect(kindsOf({ blocks: 1 }, 40)).toEqual(['embedding', ...begin, ...branches, ...end]);
});

it('has a residual link around each branch, of one shape throughout', () => {
  const network = over({ blocks: 2, feedForward: 4 });
  expect(network.blocks.map(({ residual }) => residual)).toEqual([false, true, true, true, true, false]);
  const widths = layersWithInputs(network).map(({ input }) => input.at(-1));
  const block = [8, 8, 8, 8, 8, 32, 32, 8];
  expect(widths).toEqual([3, 8, ...block, ...block, 8, 8, 8]);
});

it('has as many parameters as its matrices have numbers, whatever the heads', () => {
  // The steps' 3·8 + 8; two norms of 8 + 8; queries, keys, values and outputs of 8·8, and 8; 8·16 + 16 and 16·8 + 8; a norm; 8·4 + 4.
  const expected = 32 + 2 * 16 + 4 * 64 + 8 + 144 + 136 + 16 + 36;
  for (const heads of [1, 2, 4]) expect(countParameters(over({ blocks: 1, heads }))).toBe(expected);
});

it('is of no images, and of tables nothing is read of it', () => {
  expect(() => networkOf(attention, [8, 8, 1], 4)).toThrow(
    expect.objectContaining({ name: 'InvalidSpec', place: { key: 'family' } }),
  );
  expect(networkOf(attention, [8], 4)).toEqual(networkOf({ depth: 0 }, [8], 4));
});

it.each([
  [{ heads: 3 }, 'heads is 3'],
  [{ blocks: 0 }, 'blocks is 0'],
  [{ feedForward: 8 }, 'feedForward is 8'],
])('names a value that it does not know: %j', (candidate, message) => {
  expect(() => over(candidate)).toThrow(
    expect.objectContaining({ name: 'InvalidSpec', message: expect.stringContaining(message) }),
  );
});
