import type { Candidate } from '../../shared/candidate.ts';
import type { ReportData } from '../../shared/result.ts';
import type { Why } from '../../shared/why.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber, formatScore } from '../page/format.js';
import { percent } from '../why.ts';
import { capitalise, metricLabel, parameterLabel, plural, shortened, valueLabel } from '../words.ts';

type Relaxations = NonNullable<Why['relaxations']>;
type Supernet = Relaxations['supernets'][number];
type Choice = Supernet['choices'][number];

/** Options side by side, each as wide as it is likely. */
const likelihoods = ({ options }: Choice): Markup => {
  const starts = options.map((_option, index) =>
    options.slice(0, index).reduce((sum, { probability }) => sum + probability, 0),
  );
  return html`<svg class="likely" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${options.map(
    ({ probability }, index) =>
      html`<rect class="${index === 0 ? 'first' : 'other'}" x="${(100 * (starts[index] ?? 0)).toFixed(2)}" y="0" width="${Math.max(0, 100 * probability - 0.6).toFixed(2)}" height="4"/>`,
  )}</svg>`;
};

/** `winner`: where the supernet led to it, to say where the winner differs. */
function choiceRow(choice: Choice, winner: Candidate | undefined): Markup {
  const { name, options, others } = choice;
  const label = (value: Choice['options'][number]['value']): string => shortened(valueLabel(value), 40);
  return html`<tr><th scope="row">${capitalise(shortened(parameterLabel(name), 60))}</th><td data-label="Leaned to"><b>${
    options[0] === undefined ? '–' : label(options[0].value)
  }</b>${
    winner === undefined || winner[name] === options[0]?.value
      ? undefined
      : html`<small>the winner has ${winner[name] === undefined ? 'none' : label(winner[name])}</small>`
  }</td><td class="share">${likelihoods(choice)}<small>${options
    .map(({ value, probability }) => `${label(value)}: ${percent(probability)}`)
    .join(', ')}${others > 0 ? `, ${others} more` : ''}</small></td></tr>`;
}

function cameOf({ tried, best, ledToWinner }: Supernet | Relaxations['descents'][number], metric: string): string {
  if (tried === 0) return 'nothing was tried of it';
  const candidates = `${plural(tried, 'candidate')} tried of it${best === undefined ? '' : `, the best ${metric} ${formatScore(best)}`}`;
  return `${candidates}${ledToWinner ? '; the winner is one, or was made from one' : ''}`;
}

function supernetTable(supernet: Supernet, { verdict }: ReportData): Markup {
  const metric = metricLabel(verdict.metric);
  const winner = supernet.ledToWinner ? verdict.winner.candidate : undefined;
  return html`
      <p>${capitalise(cameOf(supernet, metric))}. It counted as ${plural(supernet.trials, 'trial')}.</p>
      <div class="scroll" role="region" aria-label="What a supernet leaned to" tabindex="0">
        <table class="stacked">
          <caption class="unseen">Choices of a supernet, and how likely each option was in the end</caption>
          <thead><tr><th scope="col">Choice</th><th scope="col">Leaned to</th><th scope="col">How likely each option was</th></tr></thead>
          <tbody>${supernet.choices.map((choice) => choiceRow(choice, winner))}</tbody>
        </table>
      </div>`;
}

function supernetsFigure({ supernets }: Relaxations, data: ReportData): Markup | undefined {
  const [first, ...others] = supernets;
  if (first === undefined) return undefined;
  return html`
    <figure>
      <figcaption><h3>What the ${supernets.length === 1 ? 'supernet' : 'supernets'} chose</h3>
        <p>A supernet trains all options at once and learns how much weight each deserves. The likeliest networks were then trained on
        their own${others.length === 0 ? '' : `; of ${supernets.length} supernets this is the one that led furthest`}.</p></figcaption>
      ${supernetTable(first, data)}
      ${others.length === 0 ? undefined : html`<details><summary>The other ${plural(others.length, 'supernet')}</summary>${others.map((supernet) => supernetTable(supernet, data))}</details>`}
    </figure>`;
}

function descentsFigure({ descents }: Relaxations, metric: string): Markup | undefined {
  if (descents.length === 0) return undefined;
  return html`
    <figure>
      <figcaption><h3>Where hypergradients went</h3>
        <p>Hyperparameters that were moved downhill, by the loss on rows held out for it, while the network trained.</p></figcaption>
      <ul class="descents">${descents.map(
        (descent) =>
          html`<li>${descent.moves.map(
            ({ name, from, to }, index) =>
              html`${index === 0 ? '' : ', '}${shortened(parameterLabel(name), 40)} <b>${formatNumber(from)} → ${formatNumber(to)}</b>`,
          )}<small>${cameOf(descent, metric)}; it counted as ${formatCount(descent.trials)} trials</small></li>`,
      )}</ul>
    </figure>`;
}

/** What a gradient search's relaxations leaned to; undefined where there were none. */
export function relaxationsFigures(data: ReportData): Markup | undefined {
  const { verdict } = data;
  const { relaxations } = verdict.why ?? {};
  return (
    relaxations &&
    html`${supernetsFigure(relaxations, data)}${descentsFigure(relaxations, metricLabel(verdict.metric))}`
  );
}
