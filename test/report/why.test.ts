import { expect, it } from 'vitest';
import { renderModelCard } from '../../report/model-card.ts';
import { parameterMeaning } from '../../report/parameter-meanings.ts';
import { renderReport } from '../../report/render-report.ts';
import {
  gainInWords,
  importanceInWords,
  pathInWords,
  shareInWords,
  spoken,
  strategyInWords,
  usualInWords,
} from '../../report/why.ts';
import { knownParameters } from '../../shared/search-space/network-space.ts';
import { strategies } from '../../shared/strategies/index.ts';
import type { Why } from '../../shared/why.ts';
import { reportFixture } from './report-fixture.ts';
import { fixtureWithWhy } from './why-fixture.ts';

const textOf = (markup: string): string => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
/** The section’s text. */
const sectionOf = (page: string): string => textOf(/<section id="why".*?<\/section>/s.exec(page)?.[0] ?? '');

const { verdict } = reportFixture({ task: 'multiclass', trials: 30 });
const withWhy = (why: Why) => ({ ...verdict, why });
const parameter = (name: string, share: number) => ({ name, share, present: 50, presentInBest: 10 });

it.each([
  [[0.6, 0.4, 0], 'Learning rate (60 %) and width 1 (40 %) told the best candidates from the rest.'],
  [[1, 0, 0], 'Of the hyperparameters only learning rate told the best candidates from the rest.'],
  [[0, 0, 0], 'No hyperparameter told the best of 50 candidates from the rest by more than chance would.'],
  [[0.996, 0.004, 0], 'Learning rate (100 %) and width 1 (< 1 %) told the best candidates from the rest.'],
] as const)('says what mattered of shares %j', ([first, second, third], words) => {
  const parameters = [parameter('learningRate', first), parameter('width.1', second), parameter('l2', third)];
  expect(importanceInWords(withWhy({ importance: { candidates: 50, best: 10, parameters }, proposers: [] }))).toBe(
    words,
  );
});

it('says what the best have', () => {
  const named = parameter('x', 1);
  expect(usualInWords({ ...named, usual: { low: 0.001, high: 0.02 } })).toBe('0.001 to 0.02');
  expect(usualInWords({ ...named, usual: { low: 3, high: 3 } })).toBe('3');
  expect(usualInWords({ ...named, commonest: { value: false, inBest: 9 } })).toBe('no, 9 of 10');
});

it('says how the winner came about', () => {
  const step = (strategy: string, why?: string) => ({ candidateId: 'c', strategy, why });
  const told = (...steps: ReturnType<typeof step>[]) =>
    pathInWords(withWhy({ proposers: [], path: { steps, omitted: 0 } }));
  expect(told(step('gp', 'the largest expected improvement'))).toBe(
    'The winner was proposed by Gaussian process (the largest expected improvement).',
  );
  expect(told(step('random'))).toBe('The winner was proposed by Random (independent draws).');
  expect(told(step('greedy', 'start of a climb'), step('greedy', 'x'), step('greedy', 'y'))).toBe(
    'The winner began as a candidate proposed by Greedy growth (start of a climb) and was changed 2 times.',
  );
});

it('says what a portfolio gave a strategy, and why', () => {
  expect(shareInWords({ count: 16, of: 20, hits: 9, made: 48 })).toBe(
    'lately 16 of 20 a round: 9 of its last 48 were among the best tenth',
  );
  expect(shareInWords({ count: 20, of: 20, hits: 0, made: 0 })).toBe('lately 20 of 20 a round');
});

it('writes hyperparameters as people do', () => {
  expect(spoken('raising learningRate from 0.1 to 0.2, width.2 from 8 to 16')).toBe(
    'raising learning rate from 0.1 to 0.2, width 2 from 8 to 16',
  );
});

it('says what more would bring', () => {
  expect(gainInWords({ metric: 'accuracy', expectedGain: 0.0123 })).toContain('gain 0.0123 accuracy at most');
  expect(gainInWords({ metric: 'accuracy', expectedGain: 0 })).toContain('next to nothing');
  expect(gainInWords({ metric: 'accuracy' })).toBeUndefined();
});

it('has words for every strategy and every hyperparameter', () => {
  for (const name of [...Object.keys(strategies), 'spec', 'memory'])
    expect(strategyInWords(name)[1], name).not.toBe('');
  for (const name of knownParameters) expect(parameterMeaning(name), name).toBeDefined();
});

it('tells on the page what mattered, how the winner came about, what a supernet chose and who proposed', async () => {
  const data = fixtureWithWhy('greedy');
  const text = sectionOf(await renderReport(data));
  // The fixture’s scores follow the learning rate, and little else.
  expect(text).toMatch(/What mattered .*Learning rate size of an update of the weights \d+ %/);
  expect(text).toMatch(/How the winner came about .* One of the likeliest networks of a supernet 0\.\d{4}/);
  expect(text).toContain('tanh: 75 %, greedy: 25 %');
  expect(text).toContain('the winner is one, or was made from one');
  const proposers = data.verdict.why?.proposers ?? [];
  expect(proposers.reduce((sum, { inFirstTen }) => sum + inFirstTen, 0)).toBe(10);
  for (const { strategy, candidates, fromOthers } of proposers) {
    expect(text).toContain(`${strategyInWords(strategy).join(' ')} ${candidates} ${fromOthers} `);
  }
  expect(text).toContain('expected to gain 0.0123 accuracy');
});

it('has no section where nothing is known', async () => {
  const page = await renderReport(reportFixture({ task: 'multiclass', trials: 30 }));
  expect(page).not.toContain('id="why"');
  expect(page).not.toContain('href="#why"');
  expect(await renderReport(fixtureWithWhy())).toContain('href="#why"');
});

it('leaves hostile words no way into the page and the card', async () => {
  const data = fixtureWithWhy('</script><img src=x onerror=alert(1)> [a](b)');
  const page = await renderReport(data);
  expect(sectionOf(page)).toContain('&lt;img src=x');
  expect(page).not.toContain('<img src=x');
  expect(renderModelCard(data)).not.toMatch(/(?<!\\)<img|(?<!\\)\[a\]/);
});

it('tells it on the model card, in short', () => {
  const card = renderModelCard(fixtureWithWhy('greedy'));
  expect(card).toMatch(
    /began as a candidate proposed by Gradient \(one of the likeliest networks of a supernet\) and was changed once\. .*earning rate/,
  );
});
