import { describe, expect, it } from 'vitest';
import { renderModelCard } from '../../report/model-card.ts';
import { renderReport } from '../../report/render-report.ts';
import { structureFigure } from '../../report/sections/structure.ts';
import { structureOf, structureRows } from '../../report/structure/structure.ts';
import { layersInWords, winnersStructure } from '../../report/structure/winner.ts';
import type { LayerConfig } from '../../shared/layers.ts';
import type { Block } from '../../shared/network/family.ts';
import { type Network, networkOf } from '../../shared/network.ts';
import { reportFixture } from './report-fixture.ts';

const { training } = networkOf({}, [1], 1);
const dense = (units: number): LayerConfig => ({ kind: 'dense', units, initializer: 'heNormal' });
const convolution = (filters: number, stride = 1): LayerConfig => ({
  kind: 'convolution',
  filters,
  kernel: 3,
  stride,
  initializer: 'heNormal',
});
const relu: LayerConfig = { kind: 'activation', activation: 'relu' };
const network = (input: number[], blocks: Block[]): Network => ({ input, blocks, head: [dense(10)], training });
const block = (layers: LayerConfig[], residual = false): Block => ({ layers, residual });

/** Four stages of three blocks, each but the first halving the image and doubling the filters. */
const stagedNetwork = network(
  [32, 32, 3],
  [
    ...[0, 1, 2, 3].flatMap((stage) =>
      [0, 1, 2].map((repeat) => block([convolution(16 * 2 ** stage, stage > 0 && repeat === 0 ? 2 : 1), relu], true)),
    ),
    block([{ kind: 'globalPooling' }]),
  ],
);

describe('structureOf', () => {
  it('folds repeats, and keeps what shapes tell apart', () => {
    const { stages } = structureOf(stagedNetwork);
    expect(stages.map(({ title, blocks, shortcut, output }) => [title, blocks.length, shortcut, output])).toEqual([
      ['Block 1', 1, false, [32, 32, 16]],
      ['Blocks 2–3', 2, true, [32, 32, 16]],
      ['Block 4', 1, false, [16, 16, 32]],
      ['Blocks 5–6', 2, true, [16, 16, 32]],
      ['Block 7', 1, false, [8, 8, 64]],
      ['Blocks 8–9', 2, true, [8, 8, 64]],
      ['Block 10', 1, false, [4, 4, 128]],
      ['Blocks 11–12', 2, true, [4, 4, 128]],
      ['Block 13', 1, false, [128]],
    ]);
  });

  it('counts every repeat: 3 × 3 × in × out + out for each convolution', () => {
    const { stages, parameters, multiplyAdds } = structureOf(stagedNetwork);
    const convolved = (inputs: number, filters: number): number => 9 * inputs * filters + filters;
    expect(stages.slice(0, 3).map((stage) => stage.parameters)).toEqual([
      convolved(3, 16),
      2 * convolved(16, 16),
      convolved(16, 32),
    ]);
    expect(stages[1]?.multiplyAdds).toBe(2 * 32 * 32 * 9 * 16 * 16);
    expect(stages.reduce((sum, stage) => sum + stage.parameters, 128 * 10 + 10)).toBe(parameters);
    expect(stages.reduce((sum, stage) => sum + stage.multiplyAdds, 128 * 10)).toBe(multiplyAdds);
  });

  it('folds blocks that repeat in turns', () => {
    const [wide, narrow] = [block([dense(8), relu]), block([dense(4)])];
    const { stages } = structureOf(network([4], [wide, narrow, wide, narrow, wide, narrow, narrow]));
    expect(stages.map(({ title }) => title)).toEqual(['Blocks 1, 3, 5', 'Blocks 2, 4, 6', 'Block 7']);
    expect(stages[0]?.parameters).toBe(3 * (4 * 8 + 8));
  });

  it('leaves out dropout that drops nothing', () => {
    const blocks = [0, 0.5].map((rate) => block([dense(8), { kind: 'dropout', rate }]));
    const rows = structureRows(structureOf(network([4], blocks)));
    expect(rows.map(({ layer }) => layer)).toEqual(['Dense 8 units', 'Dense 8 units', 'Dropout 0.5', 'Dense 10 units']);
  });

  it('shows the winner whole: a linear model is its output', () => {
    const data = reportFixture({ task: 'multiclass', trials: 20 });
    expect(winnersStructure(data).parameters).toBe(data.verdict.winner.parameters);
    const winner = { ...data.verdict.winner, candidate: { depth: 0 } };
    const linear = { ...data, verdict: { ...data.verdict, winner } };
    expect(structureRows(winnersStructure(linear))).toEqual([
      { block: 'Output', layer: 'Dense 3 units', output: '3', parameters: 33 },
    ]);
  });
});

it.each([
  [stagedNetwork, '12 × Convolution before the output'],
  [network([4], [block([dense(8), { kind: 'batchNormalization' }])]), '1 × Dense before the output'],
  [network([4], []), 'No layers before the output'],
])('says which layers a network has', (built, words) => {
  expect(layersInWords(structureOf(built))).toBe(words);
});

describe('the structure', () => {
  const data = reportFixture({ task: 'multiclass', trials: 20 });
  const figure = structureFigure(structureOf(stagedNetwork), data.dataset).markup;

  it('is a picture for each stage, which says all of it in words', () => {
    const labels = [...figure.matchAll(/<svg class="stage [^>]*role="img" aria-label="([^"]*)"/g)].map(
      ([, label]) => label,
    );
    expect(labels).toHaveLength(11);
    expect(labels[0]).toBe('Input: 32 × 32 pixels, colour');
    expect(labels[2]).toBe(
      'Blocks 2–3, 2 times: Convolution 16 filters of 3 × 3 and ReLU; with a shortcut; out come 32 × 32 × 16; 4,640 parameters',
    );
    expect(labels.at(-1)).toBe('Output: Dense 10 units; out come 10; 1,290 parameters; 3 classes');
    expect(figure.match(/class="arc"/g)).toHaveLength(4);
    expect(figure).not.toMatch(/NaN|undefined/);
  });

  it('is in the page and in the model card', async () => {
    const page = await renderReport(data);
    const rows = structureRows(winnersStructure(data));
    expect(page).toContain('href="#structure"');
    expect(page.match(/<svg class="stage /g)?.length).toBeGreaterThan(2);
    const card = renderModelCard(data);
    for (const { layer, output, parameters } of rows) {
      expect(card).toContain(`| ${layer} | ${output} | ${parameters.toLocaleString('en-GB')} |`);
    }
  });

  it('gives a hostile target no way into markup', async () => {
    const hostile = '</svg><img src=x>';
    const page = await renderReport({
      ...data,
      dataset: { ...data.dataset, task: 'regression', classes: [], target: hostile },
    });
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('&lt;/svg&gt;&lt;img src=x');
  });
});
