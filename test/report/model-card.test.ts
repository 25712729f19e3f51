import { describe, expect, it } from 'vitest';
import { renderModelCard } from '../../report/model-card.ts';
import { reportFixture } from './report-fixture.ts';

describe('renderModelCard', () => {
  it.each(['multiclass', 'regression'] as const)('tells model, data, results, loading and limits of %s', (task) => {
    const card = renderModelCard(reportFixture({ task }));
    expect(card.match(/^##? .*$/gm)).toEqual([
      task === 'regression' ? '# Housing prices' : '# Flower species',
      '## Model',
      '## Data',
      '## Results',
      '## How to load it',
      '## Limits',
    ]);
    expect(card).toContain('tf.loadLayersModel');
    expect(card).toContain('95 % interval');
    expect(card).not.toMatch(/undefined|NaN|\[object/);
  });

  it('leaves hostile names no way into the Markdown', () => {
    const card = renderModelCard(reportFixture({ task: 'multiclass', hostile: '# <img src=x>\n## [a](b) | `c`' }));
    expect(card).not.toMatch(/(?<!\\)<img/);
    expect(card.match(/^##? .*$/gm)).toHaveLength(6);
    const rows = card.match(/^\| .*$/gm) ?? [];
    expect(
      new Set(rows.filter((row) => row.includes('accuracy')).map((row) => row.match(/(?<!\\)\|/g)?.length)).size,
    ).toBe(1);
  });
});
