/**
 * Bundles the functions and the container's program for an image: our own code alone, packages stay in node_modules. What is
 * imported lazily stays a file of its own.
 *
 *   node functions/container/bundle.mjs <folder>
 */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [outdir] = process.argv.slice(2);
if (outdir === undefined) throw new Error('Say which folder to write to');

await build({
  entryPoints: [
    ...readdirSync('functions')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join('functions', name)),
    'functions/container/main.ts',
  ],
  outbase: 'functions',
  outdir,
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
});
// The report reads its page beside its own code.
cpSync('report/page', join(outdir, 'page'), { recursive: true });
