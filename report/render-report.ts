import { createHash } from 'node:crypto';
import type { ReportData } from '../shared/result.ts';
import { html, type Markup, raw, scriptJson } from './html.ts';
import { type PageAssets, readPageAssets } from './page-assets.ts';
import { type PageData, pageData } from './page-data.ts';
import { datasetSection } from './sections/dataset.ts';
import { errorsSection } from './sections/errors.ts';
import { frontSection } from './sections/front.ts';
import { leaderboardSection } from './sections/leaderboard.ts';
import { searchSection } from './sections/search.ts';
import { structureSection } from './sections/structure.ts';
import { verdictSection } from './sections/verdict.ts';
import { hasWhy, whySection } from './sections/why.ts';
import { shortened } from './words.ts';

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M2 13 6 7l3 3 5-8' fill='none' stroke='%232563b8' stroke-width='2'/%3E%3C/svg%3E";

const hashOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** Nothing is fetched, and only the scripts written here run. ECharts sets style attributes, hence the inline styles. */
const policy = (scripts: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

function navigation(data: ReportData, { parameters, front }: PageData): Markup {
  const links = [
    ['verdict', 'Verdict'],
    front === undefined ? undefined : ['front', 'Score and cost'],
    ['structure', 'Structure'],
    hasWhy(data) ? ['why', 'Why'] : undefined,
    ['search', 'Search'],
    parameters.length === 0 ? undefined : ['hyperparameters', 'Hyperparameters'],
    data.verdict.confusion === undefined && data.verdict.predictions === undefined ? undefined : ['errors', 'Errors'],
    ['dataset', 'Dataset'],
    ['leaderboard', 'Leaderboard'],
  ].filter((link) => link !== undefined);
  return html`<nav aria-label="Sections"><ul>${links.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;
}

/** The report as one HTML file that needs no network. Pure but for reading the assets: same data, same bytes. */
export async function renderReport(data: ReportData, assets?: PageAssets): Promise<string> {
  const { styles, charts, scripts } = assets ?? (await readPageAssets());
  const page = pageData(data);
  const title = shortened(data.title, 160);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy([charts, scripts])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Modelscout">
<link rel="icon" href="${icon}">
<title>${title} · Modelscout</title>
<style>${raw(styles)}</style>
</head>
<body>
<header>
  <p class="eyebrow">Modelscout report</p>
  <h1>${title}</h1>
  <p class="quiet">Search ${shortened(data.verdict.searchId)}</p>
  ${navigation(data, page)}
</header>
<main>
  <noscript><p class="note">The charts and the leaderboard are drawn by scripts in this file, which are off here.</p></noscript>
  ${verdictSection(data)}
  ${frontSection(data, page)}
  ${structureSection(data)}
  ${whySection(data)}
  ${searchSection(data, page)}
  ${errorsSection(data, page)}
  ${datasetSection(data)}
  ${leaderboardSection(data, page)}
</main>
<footer><p class="quiet">Made by Modelscout. This file is complete: it loads nothing from the network.
Charts: Apache ECharts, Apache License 2.0.</p></footer>
<script type="application/json" id="report-data">${raw(scriptJson(page))}</script>
<script>${raw(charts)}</script>
<script>${raw(scripts)}</script>
</body>
</html>
`.markup;
}
