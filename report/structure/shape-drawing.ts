import type { Shape } from '../../shared/layers.ts';
import { html, type Markup } from '../html.ts';

/** The largest sides among a network's shapes, which the others are drawn against. */
export interface ShapeScale {
  readonly columns: number;
  readonly steps: number;
  readonly side: number;
  readonly channels: number;
}

/** A shape's drawing around the point where lines come in: how far they start from it on either side. */
interface ShapeDrawing {
  readonly markup: Markup;
  readonly left: number;
  readonly right: number;
}

export function scaleOf(shapes: readonly Shape[]): ShapeScale {
  const most = (ranks: number, take: (shape: Shape) => readonly number[]): number =>
    Math.max(1, ...shapes.filter(({ length }) => length === ranks).flatMap(take));
  return {
    columns: most(1, (shape) => shape),
    steps: most(2, (shape) => shape.slice(0, 1)),
    side: most(3, (shape) => shape.slice(0, 2)),
    channels: Math.max(...[2, 3].map((ranks) => most(ranks, (shape) => shape.slice(-1)))),
  };
}

/** Columns as a bar, steps as a strip with its channels below each other, an image as a box whose depth is its channels. */
export function drawShape(shape: Shape, scale: ShapeScale, [x, y]: readonly [number, number]): ShapeDrawing {
  const [first = 1, second = 1, third = 1] = shape;
  if (shape.length === 1) return bar(14 + 76 * inLogs(first, scale.columns), [x, y]);
  if (shape.length === 2) return strip(shape, scale, [x, y]);
  const [height, width] = [first, second].map((side) => 8 + 48 * Math.sqrt(side / scale.side)) as [number, number];
  return box({ width, height, depth: 4 + 28 * inLogs(third, scale.channels) }, [x, y]);
}

/** Share of the largest: a layer of ten units can be seen beside one of a thousand. */
const inLogs = (size: number, largest: number): number => Math.log1p(size) / Math.log1p(largest);

function bar(height: number, [x, y]: readonly [number, number]): ShapeDrawing {
  const width = 16;
  return {
    markup: html`<rect class="front" x="${x - width / 2}" y="${brief(y - height / 2)}" width="${width}" height="${brief(height)}" rx="5"/>`,
    left: width / 2,
    right: width / 2,
  };
}

function strip([steps = 1, channels = 1]: Shape, scale: ShapeScale, [x, y]: readonly [number, number]): ShapeDrawing {
  const width = 12 + 68 * Math.sqrt(steps / scale.steps);
  const height = 10 + 70 * inLogs(channels, scale.channels);
  const [left, top] = [x - width / 2, y - height / 2];
  const lines = Array.from({ length: Math.min(steps, 12) - 1 }, (_, index) => {
    const place = brief(left + (width * (index + 1)) / Math.min(steps, 12));
    return html`<path class="edge" d="M${place} ${brief(top)}v${brief(height)}"/>`;
  });
  return {
    markup: html`<rect class="front" x="${brief(left)}" y="${brief(top)}" width="${brief(width)}" height="${brief(height)}" rx="2"/>${lines}`,
    left: width / 2,
    right: width / 2,
  };
}

function box(
  { width, height, depth }: { readonly width: number; readonly height: number; readonly depth: number },
  [x, y]: readonly [number, number],
): ShapeDrawing {
  const [back, up] = [0.8 * depth, 0.6 * depth];
  const left = x - (width + back) / 2;
  const top = y - (height - up) / 2;
  const [w, h, dx, dy, x0, y0, right] = [width, height, back, up, left, top, left + width].map(brief);
  return {
    markup: html`<path class="side" d="M${x0} ${y0}l${dx} -${dy}h${w}l-${dx} ${dy}z"/><path class="side dark" d="M${right} ${y0}l${dx} -${dy}v${h}l-${dx} ${dy}z"/><rect class="front" x="${x0}" y="${y0}" width="${w}" height="${h}"/>`,
    left: (width + back) / 2,
    right: (width + back) / 2,
  };
}

/** Tenths of a pixel are more than can be seen. */
const brief = (value: number): number => Math.round(10 * value) / 10;
