/**
 * Time and memory of preparing a large table: `npx tsx bench/data-memory.ts [rows]`, 1,000,000 by default. Writes a seeded CSV of 50
 * columns to the system's temporary folder and prepares it in a fresh process with Node's default heap. Of a million rows the
 * result is also written to bench/results.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { fileSource } from '../data/file-source.ts';
import { prepareDataset } from '../data/prepare-dataset.ts';
import { createRandom, type Random } from '../shared/random.ts';
import { parseSpec } from '../shared/spec.ts';
import { measured } from './measure.ts';

const fullRows = 1_000_000;
const [given = String(fullRows), prepared] = process.argv.slice(2);
const rows = Number(given);

/** How the cells of a column are drawn. */
type DrawCell = (random: Random) => string;

const day = 86_400_000;
const number: DrawCell = (random) => (random.normal() * 10).toFixed(3);
const integer: DrawCell = (random) => String(random.integer(0, 10_000));
const category =
  (values: number): DrawCell =>
  (random) =>
    `value ${random.integer(1, values)}`;
const date: DrawCell = (random) => new Date(random.integer(0, 20_000) * day).toISOString().slice(0, 10);
const sometimes =
  (draw: DrawCell): DrawCell =>
  (random) =>
    random.next() < 0.1 ? '' : draw(random);

const repeat = (count: number, draw: DrawCell): DrawCell[] => Array.from({ length: count }, () => draw);
/** The last one is the target. */
const columns: readonly DrawCell[] = [
  ...repeat(18, number),
  ...repeat(6, integer),
  ...repeat(8, sometimes(number)),
  ...[2, 3, 4, 6, 8, 12, 20, 40].map(category),
  ...repeat(5, sometimes(category(5))),
  ...repeat(3, date),
  sometimes(date),
  category(3),
];

function* tableLines(): Generator<string> {
  const random = createRandom('data-memory');
  yield `${columns.map((_, index) => `column ${index + 1}`).join(',')}\n`;
  for (let row = 0; row < rows; row++) yield `${columns.map((draw) => draw(random)).join(',')}\n`;
}

interface Preparation {
  readonly seconds: readonly [string, number][];
  readonly features: number;
  readonly trainingRows: number;
  readonly sealedRows: number;
  readonly peakBytes: number;
  readonly startBytes: number;
  readonly heapLimit: number;
}

/** The fresh process's work: what a search does at its start, for one fold. */
async function prepareFile(path: string): Promise<Preparation> {
  const peak = (): number => process.resourceUsage().maxRSS * 1024;
  const startBytes = peak();
  const read = await measured(async () => prepareDataset(await fileSource(path), parseSpec({ dataset: path })));
  const fold = await measured(() => read.result.fold(0));
  const sealed = await measured(() => read.result.sealed());
  const { featureShape } = read.result.description;
  return {
    seconds: [
      ['prepareDataset', read.seconds],
      ['fold(0)', fold.seconds],
      ['sealed()', sealed.seconds],
    ],
    features: featureShape[0] ?? 0,
    trainingRows: fold.result.rows,
    sealedRows: sealed.result.rows,
    peakBytes: peak(),
    startBytes,
    heapLimit: getHeapStatistics().heap_size_limit,
  };
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

function reportOf(fileBytes: number, result: Preparation): string {
  const { features, trainingRows, sealedRows } = result;
  const cells = 8 * rows * columns.length;
  const encoded = 4 * features * (trainingRows + sealedRows);
  return `# Memory of preparing a large table

\`npx tsx bench/data-memory.ts${rows === fullRows ? '' : ` ${rows}`}\` on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} (shared), ${mebibytes(totalmem())}, ${platform()} ${arch()},
Node ${process.versions.node} with its default heap (limit ${mebibytes(result.heapLimit)}).

A CSV of ${rows} rows × ${columns.length} columns (${mebibytes(fileBytes)}: numbers, some missing, categories of 2 to 40 values, dates), which becomes
${features} features.

| part | seconds |
| --- | --- |
${result.seconds.map(([part, seconds]) => `| ${part} | ${seconds.toFixed(1)} |`).join('\n')}

| memory | |
| --- | --- |
| peak resident set | ${mebibytes(result.peakBytes)} |
| of it before the first byte is read | ${mebibytes(result.startBytes)} |
| cells as the design counts them, 8 B each | ${mebibytes(cells)} |
| features of the unsealed and the sealed rows, 4 B each | ${mebibytes(encoded)} |
| peak / (start + cells + features) | ${(result.peakBytes / (result.startBytes + cells + encoded)).toFixed(2)} |
`;
}

if (prepared !== undefined) {
  console.log(JSON.stringify(await prepareFile(prepared)));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-memory-'));
  try {
    const path = join(folder, 'table.csv');
    await pipeline(tableLines(), createWriteStream(path));
    const flags = ['--import', 'tsx', fileURLToPath(import.meta.url), given, path];
    const told = execFileSync(process.execPath, flags, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const report = reportOf(statSync(path).size, JSON.parse(told) as Preparation);
    console.log(report);
    if (rows === fullRows) writeFileSync(new URL('results/data-memory.md', import.meta.url), report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
