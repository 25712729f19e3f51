import { z } from 'zod';
import type { Candidate } from '../candidate.ts';
import { activated, type Block, type BlockParameters, familyOf, hasBias, parseParameters } from './family.ts';

export const maximumDepth = 6;

/** Parameters of the hidden layers that every network has behind its family's blocks; over a table they are all there is. */
export const hiddenParameters = z.object({
  depth: z.int().min(0).max(maximumDepth).default(1),
  residual: z.boolean().default(false),
});

/** Width of a hidden layer: `width.1` … `width.6`; where it is absent, `width`, where that is too, 32. */
export const widthSchema = z.int().min(1).max(65_536);
export const defaultWidth = 32;
export const widthNames = Array.from({ length: maximumDepth }, (_, index) => `width.${index + 1}`);

/** The hidden layers of a candidate. Throws SearchError InvalidSpec where a parameter's value cannot be. */
export function hiddenBlocks(candidate: Candidate, common: BlockParameters): Block[] {
  const { depth, residual } = parseParameters(hiddenParameters, candidate);
  const widths = widthNames
    .slice(0, depth)
    .map((name) => widthSchema.parse(candidate[name] ?? candidate.width ?? defaultWidth));
  return widths.map((units, index) => ({
    layers: [
      { kind: 'dense', units, initializer: common.initializer, bias: hasBias(common) },
      ...activated(common),
      { kind: 'dropout', rate: common.dropout },
    ],
    residual: residual && index > 0 && widths[index - 1] === units,
  }));
}

/** Reads all numbers of a row as columns, wherever they lie. */
export const fullyConnected = familyOf(z.object({}), () => [{ layers: [{ kind: 'flatten' }], residual: false }]);
