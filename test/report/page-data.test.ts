import { expect, it } from 'vitest';
import { pageData } from '../../report/page-data.ts';
import { reportFixture } from './report-fixture.ts';

it('draws a stopped candidate where it was scored, and not again where it was stopped', () => {
  const data = reportFixture({ task: 'multiclass', trials: 30 });
  const { score: _, ...scored } = data.history.find(({ score }) => score !== undefined) ?? {};
  const stopped = { ...scored, state: 'stopped' } as (typeof data.history)[number];
  const failed = { ...stopped, state: 'failed', reason: 'diverged' } as (typeof data.history)[number];
  const plain = pageData(data);
  expect(pageData({ ...data, history: [...data.history, stopped] })).toEqual(plain);
  expect(pageData({ ...data, history: [...data.history, failed] }).failures).toHaveLength(plain.failures.length + 1);
});
