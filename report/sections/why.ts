import type { ReportData } from '../../shared/result.ts';
import type { Why } from '../../shared/why.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber, formatScore } from '../page/format.js';
import { parameterMeaning } from '../parameter-meanings.ts';
import {
  decisive,
  gainInWords,
  importanceInWords,
  pathInWords,
  percent,
  shareInWords,
  spoken,
  startInWords,
  strategyInWords,
  usualInWords,
} from '../why.ts';
import { capitalise, listed, metricLabel, parameterLabel, plural, shortened } from '../words.ts';
import { relaxationsFigures } from './relaxations.ts';

/** A bar in a table, as long as its share of the whole. */
const bar = (share: number): Markup =>
  html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect x="0" y="0" width="${Math.max(0.5, 100 * share).toFixed(2)}" height="4"/></svg>`;

function importanceFigure({ verdict }: ReportData): Markup | undefined {
  const importance = verdict.why?.importance;
  if (importance === undefined) return undefined;
  const found = decisive(importance);
  if (found.length === 0) return undefined;
  const others = importance.parameters.filter(({ share }) => share === 0);
  const longest = found[0]?.share ?? 1;
  const table = html`
      <div class="scroll" role="region" aria-label="What mattered" tabindex="0">
        <table class="stacked">
          <caption class="unseen">Hyperparameters by how much they decided</caption>
          <thead><tr><th scope="col">Hyperparameter</th><th scope="col">How much it decided</th><th scope="col">The best have</th></tr></thead>
          <tbody>${found.map((parameter) => {
            const { name, share, present, tried } = parameter;
            const meaning = parameterMeaning(name);
            return html`<tr><th scope="row">${capitalise(shortened(parameterLabel(name), 60))}${
              meaning === undefined ? undefined : html`<small>${meaning}</small>`
            }</th><td class="share">${bar(share / longest)} <b>${percent(share)}</b></td><td data-label="The best have">${usualInWords(parameter)}${
              tried === undefined
                ? undefined
                : html`<small>tried: ${formatNumber(tried.low)} to ${formatNumber(tried.high)}</small>`
            }${present < importance.candidates ? html`<small>where there is one: ${formatCount(present)} of ${formatCount(importance.candidates)}</small>` : undefined}</td></tr>`;
          })}</tbody>
        </table>
      </div>`;
  const rest = listed(others.map(({ name }) => shortened(parameterLabel(name), 40)));
  return html`
    <figure>
      <figcaption><h3>What mattered</h3>
        <p>What set the best ${formatCount(importance.best)} of ${plural(importance.candidates, 'candidate')} apart from the rest, as
        shares of all that could be told from chance (PED-ANOVA). Where a
        strategy tried many candidates around one, what these share looks important, too.</p></figcaption>
      ${table}
      ${others.length === 0 ? undefined : html`<p class="note">No more than chance would do: ${rest}.</p>`}
    </figure>`;
}

function pathFigure({ verdict }: ReportData): Markup | undefined {
  const { why: told } = verdict;
  const path = told?.path;
  if (told === undefined || path === undefined || path.steps.length < 2) return undefined;
  const metric = metricLabel(verdict.metric);
  return html`
    <figure>
      <figcaption><h3>How the winner came about</h3>
        <p>Each candidate was made from the one before it. Gains and losses are validation ${metric}; on small data a step of one
        row may be chance.</p></figcaption>
      <ol class="path">${path.steps.map(({ candidateId, why, score }, index) => [
        html`<li${index === path.steps.length - 1 ? html` class="chosen"` : undefined}><span>${capitalise(index === 0 ? startInWords(told) || 'Start' : spoken(why ?? ''))}</span>
          <span class="number">${score === undefined ? '–' : formatScore(score)}</span> <small>${candidateId.slice(0, 8)}</small></li>`,
        index === 0 && path.omitted > 0
          ? html`<li class="quiet">${plural(path.omitted, 'step')} left out</li>`
          : undefined,
      ])}</ol>
    </figure>`;
}

function proposersFigure({ verdict, leaderboard }: ReportData): Markup | undefined {
  const proposers = verdict.why?.proposers ?? [];
  // That one strategy drew all of them is no news.
  if (proposers.every(({ fromOthers }) => fromOthers === 0) && proposers.length < 2) return undefined;
  const first = Math.min(10, leaderboard.rows.length);
  const rowOf = ({ strategy, candidates, fromOthers, best, inFirstTen, share }: Why['proposers'][number]): Markup => {
    const [name, does] = strategyInWords(strategy);
    return html`<tr><th scope="row">${name}<small>${does}</small>${share && html`<small>${shareInWords(share)}</small>`}</th><td class="number" data-label="Candidates">${formatCount(candidates)}</td><td class="number" data-label="Made from another">${formatCount(fromOthers)}</td><td class="number" data-label="Best">${
      best === undefined ? '–' : formatScore(best)
    }</td><td class="number" data-label="Of the first ${first}">${inFirstTen}</td></tr>`;
  };
  return html`
    <figure>
      <figcaption><h3>Who proposed what</h3>${
        proposers.some(({ share }) => share !== undefined)
          ? html`<p>Each round is divided among the strategies by what their latest proposals came to.</p>`
          : undefined
      }</figcaption>
      <div class="scroll" role="region" aria-label="Who proposed what" tabindex="0">
        <table class="stacked">
          <caption class="unseen">Strategies by what came of their candidates</caption>
          <thead><tr><th scope="col">Proposed by</th><th scope="col" class="number">Candidates</th><th scope="col" class="number">Made from another</th><th scope="col" class="number">Best ${metricLabel(
            verdict.metric,
          )}</th><th scope="col" class="number">Of the first ${first}</th></tr></thead>
          <tbody>${proposers.map(rowOf)}</tbody>
        </table>
      </div>
    </figure>`;
}

/** Whether there is anything to tell: searches of older versions have nothing. */
export const hasWhy = ({ verdict: { why } }: ReportData): boolean =>
  why !== undefined && (why.proposers.length > 0 || why.path !== undefined || why.importance !== undefined);

/** Why this model: what mattered, how it came about, who proposed it, and what more would bring. */
export function whySection(data: ReportData): Markup | undefined {
  if (!hasWhy(data)) return undefined;
  const { verdict } = data;
  const answers = [
    ['Where it came from.', pathInWords(verdict)],
    ['What mattered.', importanceInWords(verdict)],
    ['What more would bring.', gainInWords(verdict)],
  ] as const;
  return html`
  <section id="why" aria-labelledby="why-title">
    <h2 id="why-title">Why this model</h2>
    ${answers.map(([title, text]) => (text === undefined ? undefined : html`<p><b>${title}</b> ${text}</p>`))}
    ${importanceFigure(data)}
    ${pathFigure(data)}
    ${relaxationsFigures(data)}
    ${proposersFigure(data)}
  </section>`;
}
