/**
 * Puts beside a function's bundle what its code reads at run time: the engine's WebAssembly, the report's page and charts.
 *
 *   node infra/copy-runtime-files.mjs <folder>
 */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say which folder to write to');
const root = fileURLToPath(new URL('..', import.meta.url));

const wasm = 'node_modules/@tensorflow/tfjs-backend-wasm';
const copies = [
  ['report/page', 'page'],
  ['node_modules/echarts/package.json'],
  ['node_modules/echarts/dist/echarts.min.js'],
  // It is found by its package; what is run of it is in the bundle.
  [`${wasm}/package.json`],
  [`${wasm}/dist/tf-backend-wasm.node.js`],
  ...readdirSync(join(root, wasm, 'dist'))
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => [`${wasm}/dist/${name}`]),
];
for (const [from, to = from] of copies) {
  const target = join(folder, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(root, from), target, { recursive: true });
}
