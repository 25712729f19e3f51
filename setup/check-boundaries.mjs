/** Checks the import rules, and that the check has seen the project: dependency-cruiser is content where it reads nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = [
  'shared',
  'data',
  'storage',
  'training',
  'local',
  'cli',
  'report',
  'functions',
  'infra',
  'bench',
  'index.ts',
];
const { stdout, stderr } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    ...folders.filter((folder) => existsSync(join(root, folder))),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
);
let summary;
try {
  ({ summary } = JSON.parse(stdout));
} catch {
  console.error(`dependency-cruiser failed:\n${stderr || stdout}`);
  process.exit(1);
}
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
const least = 40;
if (summary.totalCruised < least) console.error(`only ${summary.totalCruised} modules were seen, not ${least} or more`);
console.log(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} against the rules`,
);
process.exit(summary.violations.length > 0 || summary.totalCruised < least ? 1 : 0);
