/** One line of a panel. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Drawn across where it is on the axis; else only told. */
  readonly limit?: { readonly value: number; readonly name: string };
  readonly format: (value: number) => string;
  /** Upwards linear from 0; logarithmic by default, as the trials always are. */
  readonly linear?: boolean;
}

const [width, height] = [470, 300];
const margin = { left: 72, right: 20, top: 44, bottom: 44 };
const colours = ['#2563a8', '#c2571a', '#3c8d53', '#8a4b9e'];
const columns = 2;
const legendHeight = 40;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

const tenths = (low: number, high: number): number[] =>
  Array.from({ length: Math.round(high - low) + 1 }, (_, index) => 10 ** (low + index));

function logarithmic(values: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return {
    at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: tenths(low, high),
  };
}

function linear(values: readonly number[], from: number, to: number): Axis {
  const rough = Math.max(...values) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((times) => times * power >= rough) ?? 10);
  const count = Math.ceil(Math.max(...values) / step);
  return {
    at: (value) => from + (value / (step * count)) * (to - from),
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}

const shortCount = (value: number): string => (value >= 1000 ? `${value / 1000}k` : String(value));

function panelSvg({ title, lines, limit, format, linear: isLinear = false }: Panel, left: number, top: number): string {
  const points = lines.flatMap((line) => line.points);
  const xs = points.map(([x]) => x);
  const ys = [...points.map(([, y]) => y), ...(limit === undefined ? [] : [limit.value])];
  const x = logarithmic(xs, margin.left, width - margin.right);
  const y = (isLinear ? linear : logarithmic)(ys, height - margin.bottom, margin.top);
  const grid = y.ticks.map(
    (tick) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y.at(tick)}" y2="${y.at(tick)}" class="grid"/>` +
      `<text x="${margin.left - 8}" y="${y.at(tick) + 4}" text-anchor="end">${escaped(format(tick))}</text>`,
  );
  const below = x.ticks.map(
    (tick) =>
      `<text x="${x.at(tick)}" y="${height - margin.bottom + 18}" text-anchor="middle">${shortCount(tick)}</text>`,
  );
  const drawn = lines.map(({ points: own }, index) => {
    const colour = colours[index % colours.length];
    const path = own.map(([a, b]) => `${x.at(a).toFixed(1)},${y.at(b).toFixed(1)}`).join(' ');
    const dots = own.map(
      ([a, b]) => `<circle cx="${x.at(a).toFixed(1)}" cy="${y.at(b).toFixed(1)}" r="3.5" fill="${colour}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
  });
  const bound =
    limit === undefined
      ? ''
      : `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y.at(limit.value)}" y2="${y.at(limit.value)}" class="limit"/>` +
        `<text x="${width - margin.right}" y="${y.at(limit.value) - 5}" text-anchor="end" class="bound">${escaped(limit.name)}</text>`;
  return `<g transform="translate(${left},${top})">
<text x="${margin.left}" y="24" class="title">${escaped(title)}</text>
${[...grid, ...below, ...drawn, bound].join('\n')}
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 6}" text-anchor="middle">trials</text>
</g>`;
}

/** Panels beside and below each other, over one legend: lines of the same place in their panels have the same name. */
export function plotSvg(panels: readonly Panel[], names: readonly string[]): string {
  const total = [columns * width, Math.ceil(panels.length / columns) * height + legendHeight] as const;
  const legend = names.map(
    (name, index) =>
      `<g transform="translate(${margin.left + index * 260},24)"><line x1="0" x2="24" y1="0" y2="0" stroke="${colours[index % colours.length]}" stroke-width="3"/><text x="32" y="4">${escaped(name)}</text></g>`,
  );
  const drawn = panels.map((panel, index) =>
    panelSvg(panel, (index % columns) * width, legendHeight + Math.floor(index / columns) * height),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${total[0]}" height="${total[1]}" viewBox="0 0 ${total[0]} ${total[1]}">
<style>text{font:12px sans-serif;fill:#333}.title{font-weight:bold;font-size:14px}.grid{stroke:#ddd}.limit{stroke:#b00020;stroke-dasharray:6 4}.bound{fill:#b00020}</style>
<rect width="100%" height="100%" fill="#fff"/>
${legend.join('\n')}
${drawn.join('\n')}
</svg>
`;
}
