import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { searchKeys } from '../../shared/steps/keys.ts';
import { openStore } from '../../storage/index.ts';
import { shownPath } from '../artifact-path.ts';
import { stackOptions, type WhereFlags } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { readReportData } from '../report-data.ts';
import { printable } from '../terminal/text-width.ts';

interface ReportFlags extends WhereFlags {
  readonly open?: true;
}

/** `modelscout report`: writes a finished search's report anew, and says where it lies. */
export function reportCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('report')
    .description('write the report of a finished search anew, and print where it lies')
    .argument('[search]', 'id of a search, its first letters, or its folder (default: the newest)');
  for (const option of stackOptions()) command.addOption(option);
  return command
    .option('--output <folder>', 'folder of the searches; with --cloud, where the report is written', 'modelscout')
    .option('--cloud', 'searches of the deployed stack')
    .option('--open', 'open it in the browser')
    .addHelpText(
      'after',
      `
Examples:
  ${program} report
  ${program} report 20260314-1503 --open
  ${program} report 20260314-1503 --cloud
  ${program} report modelscout/searches/20260314-150322-0123456789abcdef/result`,
    )
    .action((reference: string | undefined, flags: ReportFlags) => writeReport(reference, flags, context));
}

async function writeReport(reference: string | undefined, flags: ReportFlags, context: CliContext): Promise<void> {
  const { out, err } = context;
  const { address, store, searchId, cloud } = await findSearch(reference, await openSearches(flags, context));
  const data = await readReportData(store, searchId);
  const { renderReport } = await import('../../report/render-report.ts');
  const key = searchKeys(searchId).report;
  // A browser opens files: a report of the cloud's is written where a local search's would be.
  const folder = cloud === undefined ? address : resolve(flags.output);
  await (cloud === undefined ? store : openStore(folder)).write(key, await renderReport(data));
  const path = join(folder, key);
  out.print(printable(shownPath(path)));
  if (flags.open && !(await openFile(path))) err.print('No browser could be opened: open the file yourself.');
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Hands the file to whatever opens HTML here; answers whether something took it. */
async function openFile(path: string): Promise<boolean> {
  const [program = 'xdg-open', ...words] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, path], { stdio: 'ignore', detached: true });
  // A browser that it starts may stay; xdg-open itself ends at once where there is none.
  const answer = await Promise.race([
    once(child, 'exit').then(([code]) => code === 0),
    new Promise<boolean>((resolve) => setTimeout(resolve, 2000, true).unref()),
  ]).catch(() => false);
  child.unref();
  return answer;
}
