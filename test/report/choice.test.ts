import { describe, expect, it } from 'vitest';
import { choiceInWords, costsInWords } from '../../report/choice.ts';
import { renderModelCard } from '../../report/model-card.ts';
import { pageData } from '../../report/page-data.ts';
import { renderReport } from '../../report/render-report.ts';
import { fixtureWithChoice, reportFixture } from './report-fixture.ts';

it('names each cost with its unit', () => {
  expect(costsInWords({ bytes: 1240, multiplyAdds: 300, latency: 560.4, dollars: 0.00012 })).toBe(
    '1,240 bytes, 300 multiply-adds a row, 560.4 µs a row (predicted) and $0.00012 to train (predicted)',
  );
  expect(costsInWords({ bytes: 1 })).toBe('1 byte');
  expect(costsInWords({})).toBe('');
});

describe('the choice', () => {
  const data = fixtureWithChoice();
  const words =
    'Chosen by the knee of the front among those that keep bytes <= 50000. It has 400 bytes. The front holds the 2 candidates that no other beats by every objective; its hypervolume is 0.2500, as a share of the box up to score 0.5000, 5,000 bytes.';

  it('is told in words, where there was one', () => {
    expect(choiceInWords(data.verdict)).toBe(words);
    expect(choiceInWords(reportFixture({ task: 'multiclass' }).verdict)).toBeUndefined();
  });

  it('is in the model card, which does not say then that the score chose', () => {
    const card = renderModelCard(data);
    expect(card).toContain('Chosen by the knee of the front among those that keep bytes \\<= 50000');
    expect(card).not.toContain('Validation score that chose it');
  });

  it('is drawn with the front and the bound', async () => {
    const { front, winner } = pageData(data);
    const top = data.leaderboard.rows.filter(({ epochs }) => epochs === data.leaderboard.rows[0]?.epochs);
    expect(front).toMatchObject({ costs: [{ label: 'bytes', bounds: [50_000] }], line: true });
    expect(front?.points).toHaveLength(top.length);
    expect(front?.points.filter(({ onFront }) => onFront)).toHaveLength(2);
    expect(front?.points.find(({ id }) => id === winner)).toMatchObject({ costs: [400] });
    const page = await renderReport(data);
    expect(page).toContain('<h2 id="front-title">Score and cost</h2>');
    expect(page).toContain('<small>chosen</small>');
    expect(page).toContain('bytes &lt;= 50000');
  });

  it('has no section where costs did not count', async () => {
    const plain = reportFixture({ task: 'multiclass', trials: 5 });
    expect(pageData(plain).front).toBeUndefined();
    expect(await renderReport(plain)).not.toContain('id="front"');
  });
});
