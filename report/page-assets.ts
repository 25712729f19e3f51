import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The page's texts that are the same in every report. */
export interface PageAssets {
  readonly styles: string;
  /** Apache ECharts, which defines the global `echarts`. */
  readonly charts: string;
  /** The page's own scripts, as one. */
  readonly scripts: string;
}

/** A module stands after those it imports. */
const modules = [
  'format',
  'theme',
  'chart',
  'tooltip',
  'axis',
  'comparison-chart',
  'trials-chart',
  'curves-chart',
  'parallel-chart',
  'parameter-charts',
  'front-chart',
  'confusion-chart',
  'regression-charts',
  'forecast-charts',
  'leaderboard-table',
  'main',
];

/**
 * The page's modules as one classic script: imports and exports fall away, as all names share one scope. It takes named
 * imports of relative files only and needs no bundler at run time.
 */
export function joinModules(texts: readonly string[]): string {
  const bodies = texts.map((text) =>
    text.replace(/^import [^;]*;\n/gm, '').replace(/^export (?=(?:async )?function |const )/gm, ''),
  );
  return `(() => {\n'use strict';\n${bodies.join('\n')}\n})();`;
}

const pageFile = (name: string): Promise<string> => readFile(new URL(`./page/${name}`, import.meta.url), 'utf8');

/** From the files beside this one and the installed ECharts: the full build, as the smaller ones lack parallel axes. */
export async function readPageAssets(): Promise<PageAssets> {
  const echarts = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js');
  const [styles, charts, texts] = await Promise.all([
    pageFile('page.css'),
    readFile(echarts, 'utf8'),
    Promise.all(modules.map((name) => pageFile(`${name}.js`))),
  ]);
  return { styles, charts, scripts: joinModules(texts) };
}
