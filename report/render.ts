import type { Render } from '../shared/steps/context.ts';

/** Each loaded when a search is published: what only trains does without. */
export const render: Render = {
  report: async (data) => (await import('./render-report.ts')).renderReport(data),
  modelCard: async (data) => (await import('./model-card.ts')).renderModelCard(data),
};
