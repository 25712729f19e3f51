import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const project = mkdtempSync(join(tmpdir(), 'boundaries-'));

const planted: Record<string, string> = {
  'index.ts': `export { small } from './shared/small.ts';`,
  'shared/small.ts': `export const small = 1;`,
  'shared/stores.ts': `export { folder } from '../storage/folder.ts';`,
  'shared/files.ts': `export { readFile } from 'node:fs/promises';`,
  'shared/hashes.ts': `export { createHash } from 'node:crypto';`,
  'shared/schema.ts': `export { z } from 'zod';`,
  'shared/parses.ts': `export { parse } from 'csv-parse';`,
  'shared/cycle.ts': `import type { Back } from './back.ts';\nexport interface Cycle { back: Back }`,
  'shared/back.ts': `import type { Cycle } from './cycle.ts';\nexport interface Back { cycle: Cycle }`,
  'data/types-only.ts': `import type { Trained } from '../training/train.ts';\nexport type Found = Trained;`,
  'data/stray.ts': `export { nothing } from './nowhere.ts';`,
  'storage/folder.ts': `export { small as folder } from '../shared/small.ts';`,
  'storage/s3.ts': `export { S3Client } from '@aws-sdk/client-s3';`,
  'training/train.ts': `export type { Tensor as Trained } from '@tensorflow/tfjs';`,
  'training/reads.ts': `export { small } from '../data/small.ts';`,
  'data/small.ts': `export { small } from '../shared/small.ts';`,
  'report/draws.ts': `export { init } from 'echarts';`,
  'report/trains.ts': `export type { Trained } from '../training/train.ts';`,
  'local/runs.ts': `export { main } from '../cli/main.ts';`,
  'local/queues.ts': `export { S3Client } from '@aws-sdk/client-s3';`,
  'functions/plan.ts': `export { train } from './train.ts';`,
  'functions/train.ts': `export { small as train } from '../data/small.ts';`,
  'cli/main.ts': `import '@tensorflow/tfjs';\nexport { small as main } from '../index.ts';`,
  'infra/app.ts': `export { train } from '../functions/train.ts';`,
};

describe('the import rules', () => {
  let broken: string[] = [];
  let output = '';
  let status: number | null = null;

  beforeAll(() => {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json', 'setup/check-boundaries.mjs']) {
      cpSync(join(root, name), join(project, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    for (const [name, text] of Object.entries(planted)) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
    const check = spawnSync(process.execPath, ['setup/check-boundaries.mjs'], { cwd: project, encoding: 'utf8' });
    status = check.status;
    output = check.stderr;
    const line = /^([\w-]+): (\S+) → \S+$/;
    broken = output.split('\n').flatMap((text) => (line.test(text) ? [text.replace(line, '$1: $2')] : []));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it('are broken by each planted import, and by no other', () => {
    const rules = broken.filter((text) => !/^no-(cycles|unresolvable)/.test(text));
    expect(new Set(rules)).toEqual(
      new Set([
        'shared-imports: shared/stores.ts',
        'shared-has-no-files: shared/files.ts',
        'shared-takes-zod-only: shared/parses.ts',
        'data-imports: data/types-only.ts',
        'training-imports: training/reads.ts',
        'report-imports: report/trains.ts',
        'local-imports: local/runs.ts',
        'functions-stand-alone: functions/plan.ts',
        'cli-imports: cli/main.ts',
        'infra-imports: infra/app.ts',
        'aws-sdk-belongs-to-storage: local/queues.ts',
        'tensorflow-belongs-to-training: cli/main.ts',
      ]),
    );
    expect(broken).toContain('no-unresolvable: data/stray.ts');
    expect(status).toBe(1);
  });

  it('find cycles of types', () => {
    expect(broken.filter((text) => text.startsWith('no-cycles: shared')).length).toBeGreaterThan(0);
  });

  it('do not pass on a project that was not read', () => {
    expect(output).toMatch(/only \d+ modules were seen/);
  });
});
