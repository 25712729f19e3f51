/** A line over trials 1, 2, 3 … */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
  readonly dashed: boolean;
}

export interface CurvePanel {
  readonly title: string;
  /** The best at the end first, as the legend lists them. */
  readonly curves: readonly Curve[];
}

const plot = { width: 520, height: 380, left: 56, top: 40, bottom: 44, legend: 260 };
const panelWidth = plot.left + plot.width + plot.legend;
const panelHeight = plot.top + plot.height + plot.bottom;
/** Told apart on white and on black. */
const colours = [
  '#3b82f6',
  '#e4572e',
  '#22a06b',
  '#a855f7',
  '#d99a00',
  '#06a3b7',
  '#e0559f',
  '#7a8a2e',
  '#8b6f5c',
  '#7c86a1',
];
/** The first trials say nothing of a strategy. */
const firstTrial = 5;

const ticksBetween = (low: number, high: number): number[] =>
  Array.from({ length: 9 }, (_, power) => 10 ** (power - 6))
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);

/** A logarithmic scale from [low, high] to [from, to]. */
const logarithmic = (low: number, high: number, from: number, to: number) => (value: number) =>
  from + (Math.log(Math.max(value, low) / low) / Math.log(high / low)) * (to - from);

function panelSvg({ title, curves }: CurvePanel, top: number, colourOf: (curve: Curve) => string): string {
  const trials = Math.max(...curves.map(({ values }) => values.length));
  const seen = curves.flatMap(({ values }) => values.slice(firstTrial - 1)).filter((value) => value > 0);
  const [low, high] = [Math.min(...seen) * 0.9, Math.max(...seen) * 1.1];
  const [right, bottom] = [plot.left + plot.width, plot.top + plot.height];
  const x = logarithmic(firstTrial, trials, plot.left, right);
  const y = logarithmic(low, high, bottom, plot.top);
  const across = ticksBetween(low, high).map(
    (tick) =>
      `<line x1="${plot.left}" x2="${right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" class="grid"/>` +
      `<text x="${plot.left - 6}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick}</text>`,
  );
  const below = [5, 10, 25, 50, 100, 200, 500, 1000]
    .filter((tick) => tick <= trials)
    .map(
      (tick) =>
        `<line x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${plot.top}" y2="${bottom}" class="grid"/>` +
        `<text x="${x(tick).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    );
  const lines = curves.map((curve, place) => {
    const { name, values, dashed } = curve;
    const points = values
      .map((value, at) => `${x(at + 1).toFixed(1)},${y(value).toFixed(1)}`)
      .slice(firstTrial - 1)
      .join(' ');
    const stroke = `stroke="${colourOf(curve)}" stroke-width="2"${dashed ? ' stroke-dasharray="5 3"' : ''}`;
    const height = plot.top + 8 + place * 18;
    return (
      `<polyline points="${points}" fill="none" ${stroke}/>` +
      `<line x1="${right + 14}" x2="${right + 40}" y1="${height}" y2="${height}" ${stroke}/>` +
      `<text x="${right + 46}" y="${height + 4}">${name} ${(values.at(-1) ?? 0).toFixed(3)}</text>`
    );
  });
  return `<g transform="translate(0,${top})">
<text x="${plot.left}" y="24" class="title">${title}</text>
${[...across, ...below, ...lines].join('\n')}
<text x="${plot.left + plot.width / 2}" y="${bottom + 36}" text-anchor="middle">trials</text>
</g>`;
}

/** Panels below each other, both axes logarithmic, each with a legend that tells the last value. Readable on white and on black. */
export function curvesSvg(panels: readonly CurvePanel[]): string {
  const all = panels.flatMap(({ curves }) => curves);
  const namesOf = (wanted: boolean) => [
    ...new Set(all.filter(({ dashed }) => dashed === wanted).map(({ name }) => name)),
  ];
  const names = [namesOf(false).sort(), namesOf(true).sort()];
  const colourOf = ({ name, dashed }: Curve): string =>
    colours[(names[dashed ? 1 : 0]?.indexOf(name) ?? 0) % colours.length] ?? '#888';
  const height = panels.length * panelHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${panelWidth}" height="${height}" viewBox="0 0 ${panelWidth} ${height}">
<style>
text{font:12px sans-serif;fill:#333}.title{font-weight:bold;font-size:14px}.grid{stroke:#8884}.page{fill:#fff}
@media (prefers-color-scheme:dark){text{fill:#ddd}.page{fill:#0d1117}}
</style>
<rect width="100%" height="100%" class="page"/>
${panels.map((panel, index) => panelSvg(panel, index * panelHeight, colourOf)).join('\n')}
</svg>
`;
}
