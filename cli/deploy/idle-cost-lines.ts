import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What is there and paid for while nothing runs: us-east-1 list prices, 2026. */
const idle = [
  ['results and datasets in S3', '$0.023 a GB and month'],
  ['logs', '$0.03 a GB and month, until they expire'],
  ['alarms', '$0.10 each and month, ten are free'],
  ['the dashboard', '$3 a month, three are free'],
  ['container images, where the engine is native', '$0.10 a GB and month'],
  ['a KMS key, where one is asked for', '$1 a month'],
  ['functions, workflow, schedules, queues, network', 'nothing'],
] as const;

/** What the stack costs while nothing runs, item by item. */
export function idleCostLines({ style, width }: Terminal): string[] {
  return [
    'While nothing runs it costs (us-east-1 list prices, 2026):',
    ...table([{ title: '' }, { title: '' }], idle, { width: width() - 2 })
      .slice(1)
      .map((line) => `  ${line}`),
    style.dim('  Searches cost what they use: `estimate` says how much before they begin.'),
  ];
}
