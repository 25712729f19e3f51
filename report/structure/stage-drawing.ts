import type { Shape } from '../../shared/layers.ts';
import { html, type Markup } from '../html.ts';
import { shortened } from '../words.ts';
import { drawShape, type ShapeScale } from './shape-drawing.ts';

/** What is drawn of a stage: the shape that comes out of it, and below it what it is made of. */
export interface DrawnStage {
  readonly kind: 'input' | 'hidden' | 'output';
  readonly title: string;
  /** As in "× 3". */
  readonly repeats: number;
  readonly shape: Shape;
  readonly shapeLabel: string;
  readonly shortcut: boolean;
  readonly layers: readonly { readonly name: string; readonly settings: string }[];
  readonly notes: readonly string[];
  /** All of it in words. */
  readonly label: string;
}

/** Two stand side by side on a phone, six on a wide page. */
const width = 166;
const axis = 58;
const middle = 98;
const textFrom = 20;
const lineHeight = 17;
/** Characters of the widest usual font that a line has room for. */
const lineLength = 22;

/** A stage as a picture of its own, lines running in from the left and out to the right. */
export function drawStage(stage: DrawnStage, scale: ShapeScale): Markup {
  const { kind, shape, shapeLabel, shortcut, layers, notes, title, repeats } = stage;
  const drawing = drawShape(shape, scale, [middle, axis]);
  const lines = [
    { text: title, look: 'name', after: repeats === 1 ? '' : `× ${repeats}` },
    ...layers.flatMap(layerLines),
    ...notes.map((text) => ({ text, look: 'note', after: '' })),
  ];
  const firstLine = axis + 92;
  const height = firstLine + lineHeight * lines.length - 8;
  return html`<svg class="stage ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${stage.label}">${
    kind === 'input' ? undefined : incoming(middle - drawing.left, shortcut)
  }${drawing.markup}${
    kind === 'output'
      ? undefined
      : html`<path class="wire" d="M${Math.round(middle + drawing.right)} ${axis}H${width}"/>`
  }<text class="shape" x="${middle}" y="${axis + 66}">${shapeLabel}</text>${lines.map(
    ({ text, look, after }, index) =>
      html`<text class="${look}" x="${textFrom}" y="${firstLine + lineHeight * index}">${text}${
        after === '' ? undefined : html`<tspan class="after" dx="6">${after}</tspan>`
      }</text>`,
  )}</svg>`;
}

/** What comes in; where it is added to what goes out, an arc past the layers as well. */
function incoming(end: number, shortcut: boolean): Markup {
  const tip = Math.round(end) - 3;
  const arrow = html`<path class="tip" d="M${tip} ${axis}l-7 -4v8z"/>`;
  if (!shortcut) return html`<path class="wire" d="M0 ${axis}H${tip - 6}"/>${arrow}`;
  const sum = 30;
  const radius = 6;
  return html`<path class="wire" d="M0 ${axis}H${sum - radius}M${sum + radius} ${axis}H${tip - 6}"/><path class="arc" d="M2 ${axis}C2 ${axis - 44} ${sum} ${axis - 44} ${sum} ${axis - radius}"/><circle class="sum" cx="${sum}" cy="${axis}" r="${radius}"/><path class="sum" d="M${sum - 3.5} ${axis}h7M${sum} ${axis - 3.5}v7"/>${arrow}`;
}

interface Line {
  readonly text: string;
  readonly look: string;
  /** Stands on the same line, quieter. */
  readonly after: string;
}

/** A layer's name with its settings behind it where there is room, else below. */
function layerLines({ name, settings }: { readonly name: string; readonly settings: string }): Line[] {
  const text = shortened(name, lineLength + 2);
  if (text.length + settings.length < lineLength) return [{ text, look: 'layer', after: settings }];
  return [
    { text, look: 'layer', after: '' },
    ...wrapped(settings).map((line) => ({ text: line, look: 'setting-line', after: '' })),
  ];
}

/** Words in lines, none longer than there is room for. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(', ')) {
    const joined = `${lines.at(-1)}, ${word}`;
    if (lines.length > 0 && joined.length <= lineLength) lines.splice(-1, 1, joined);
    else lines.push(shortened(word, lineLength));
  }
  return lines;
}
