import { expect, it } from 'vitest';
import { championInWords } from '../../report/comparison.ts';
import { renderModelCard } from '../../report/model-card.ts';
import { renderReport } from '../../report/render-report.ts';
import { reportFixture } from './report-fixture.ts';

const searchId = '20260101-000000-abc';
const difference = { value: 0.02, low: 0.01, high: 0.03 };

it.each([
  [
    { searchId, score: 0.9, difference, replaced: true, why: 'the new model is better beyond chance' },
    'Replaces the champion, of search 20260101-000000-abc: the new model is better beyond chance. It scores 0.9000 on the same test rows; the new model less it: 0.0200, 90 % interval 0.0100 to 0.0300.',
  ],
  [
    { searchId, score: 0.9, difference, replaced: false, why: 'on the same data it is better' },
    'Does not replace the champion, of search 20260101-000000-abc: on the same data it is better. It scores 0.9000',
  ],
  [
    { searchId, replaced: true, why: 'the champion cannot be scored on this data: it predicts another column, "x"' },
    'Replaces the champion, of search 20260101-000000-abc: the champion cannot be scored on this data: it predicts another column, "x".',
  ],
])('says in report and model card what became of the champion: %j', async (champion, line) => {
  const data = reportFixture({ task: 'multiclass' });
  const shown = { ...data, verdict: { ...data.verdict, champion } };
  expect(championInWords(shown.verdict)).toContain(line);
  const words = 'the champion, of search 20260101-000000-abc';
  expect(await renderReport(shown)).toContain(words);
  expect(renderModelCard(shown)).toContain(words);
});

it('says nothing where there was none', async () => {
  const data = reportFixture({ task: 'multiclass' });
  expect(championInWords(data.verdict)).toBeUndefined();
  expect(await renderReport(data)).not.toContain('The champion.');
});
