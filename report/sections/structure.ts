import type { Shape } from '../../shared/layers.ts';
import type { ReportData } from '../../shared/result.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../page/format.js';
import { shapeInWords } from '../structure/layer-words.ts';
import { scaleOf } from '../structure/shape-drawing.ts';
import { type DrawnStage, drawStage } from '../structure/stage-drawing.ts';
import { type Stage, type Structure, structureRows } from '../structure/structure.ts';
import { winnersStructure } from '../structure/winner.ts';
import { capitalise, listed, plural, shortened } from '../words.ts';

/** The winner as it is built, from its input to what comes out. */
export const structureSection = (data: ReportData): Markup => html`
  <section id="structure" aria-labelledby="structure-title">
    <h2 id="structure-title">The structure</h2>
    ${structureFigure(winnersStructure(data), data.dataset)}
  </section>`;

/** A network drawn, and all its layers in a table. */
export function structureFigure(structure: Structure, dataset: ReportData['dataset']): Markup {
  const { input, stages, head, parameters, multiplyAdds } = structure;
  const drawn = [inputStage(input), ...stages.map(hiddenStage), outputStage(head, dataset)];
  const scale = scaleOf(drawn.map(({ shape }) => shape));
  return html`
    <figure>
      <figcaption><h3>From input to output</h3>
        <p>What comes out of each block is drawn above its layers${
          stages.some(({ blocks }) => blocks.length > 1) ? '; blocks that repeat are drawn once' : ''
        }.${
          stages.some(({ shortcut }) => shortcut)
            ? ' An arc is a shortcut: what comes in is added to what comes out.'
            : ''
        } In all ${plural(parameters, 'parameter')}, and ${plural(multiplyAdds, 'multiply-add')} for a prediction of one row.</p></figcaption>
      <ol class="structure">${drawn.map((stage) => html`<li>${drawStage(stage, scale)}</li>`)}</ol>
      <details><summary>Every layer in a table</summary>
      ${layersTable(structure)}
      </details>
    </figure>`;
}

function inputStage(shape: Shape): DrawnStage {
  const words = inputInWords(shape);
  return {
    kind: 'input',
    title: 'Input',
    repeats: 1,
    shape,
    shapeLabel: shapeInWords(shape),
    shortcut: false,
    layers: [],
    notes: [words],
    label: `Input: ${words}`,
  };
}

function inputInWords([first = 0, second = 0, channels]: Shape): string {
  if (channels !== undefined) return `${first} × ${second} pixels, ${channels === 1 ? 'grey' : 'colour'}`;
  return second === 0 ? plural(first, 'feature') : `${plural(first, 'step')}, ${plural(second, 'channel')}`;
}

function hiddenStage(stage: Stage): DrawnStage {
  const { layers, output, parameters, multiplyAdds, shortcut, title, blocks } = stage;
  return {
    kind: 'hidden',
    title: shortened(title, 16),
    repeats: blocks.length,
    shape: output,
    shapeLabel: shapeInWords(output),
    shortcut,
    layers,
    notes: [
      ...(parameters === 0 ? [] : [`${brief(parameters)} parameter${parameters === 1 ? '' : 's'}`]),
      ...(multiplyAdds === 0 ? [] : [`${brief(multiplyAdds)} multiply-add${multiplyAdds === 1 ? '' : 's'}`]),
    ],
    label: labelOf(stage),
  };
}

function outputStage(head: Stage, { task, target, classes }: ReportData['dataset']): DrawnStage {
  const stage = hiddenStage(head);
  const [softmax, outcome] =
    task === 'regression' ? [[], target] : [[{ name: 'Softmax', settings: '' }], `${classes.length} classes`];
  return {
    ...stage,
    kind: 'output',
    repeats: 1,
    layers: [...stage.layers, ...softmax],
    notes: [...stage.notes, shortened(outcome, 22)],
    label: `${stage.label}; ${shortened(outcome)}`,
  };
}

function labelOf({ title, blocks, layers, output, shortcut, parameters }: Stage): string {
  const made = layers.map(({ name, settings }) => (settings === '' ? name : `${name} ${settings}`));
  return [
    `${title}${blocks.length > 1 ? `, ${blocks.length} times` : ''}: ${listed(made)}`,
    ...(shortcut ? ['with a shortcut'] : []),
    `out come ${shapeInWords(output)}`,
    plural(parameters, 'parameter'),
  ].join('; ');
}

/** 1234567 → 1.23 M: a count that fits below a block. */
const brief = (count: number): string =>
  count < 1e6 ? formatCount(count) : `${formatNumber(Number((count / 1e6).toPrecision(3)))} M`;

const layersTable = (structure: Structure): Markup => html`
      <div class="scroll" role="region" aria-label="Layers" tabindex="0">
        <table>
          <caption class="unseen">Layers of the winner</caption>
          <thead><tr><th scope="col">Block</th><th scope="col">Layer</th><th scope="col">Output</th><th scope="col" class="number">Parameters</th></tr></thead>
          <tbody>${structureRows(structure).map(
            ({ block, layer, output, parameters }) =>
              html`<tr><th scope="row">${capitalise(block)}</th><td>${layer}</td><td>${output}</td><td class="number">${formatCount(parameters)}</td></tr>`,
          )}</tbody>
        </table>
      </div>`;
