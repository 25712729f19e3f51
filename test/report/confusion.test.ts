import { describe, expect, it } from 'vitest';
import { confusionTable } from '../../report/confusion.ts';

describe('confusionTable', () => {
  it('leaves few classes as they are', () => {
    expect(
      confusionTable(
        ['no', 'yes'],
        [
          [5, 1],
          [2, 7],
        ],
      ),
    ).toEqual({
      classes: ['no', 'yes'],
      counts: [
        [5, 1],
        [2, 7],
      ],
      merged: 0,
    });
  });

  it('puts the rarest of many classes together without losing a row', () => {
    const size = 60;
    const matrix = Array.from({ length: size }, (_row, truth) =>
      Array.from({ length: size }, (_cell, predicted) => (truth === predicted ? truth + 1 : (truth + predicted) % 2)),
    );
    const table = confusionTable(
      matrix.map((_row, index) => `class ${index}`),
      matrix,
    );
    const sum = (counts: readonly (readonly number[])[]) => counts.flat().reduce((total, value) => total + value, 0);
    expect(table.classes.at(-1)).toBe('all others');
    expect(table.classes).toHaveLength(25);
    expect(table.merged).toBe(36);
    expect(sum(table.counts)).toBe(sum(matrix));
  });
});
