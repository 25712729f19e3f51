import { statSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { SearchError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import { addCommand } from './commands/add.ts';
import { deployCommand } from './commands/deploy.ts';
import { doctorCommand } from './commands/doctor.ts';
import { estimateCommand } from './commands/estimate.ts';
import { fetchCommand } from './commands/fetch.ts';
import { initCommand } from './commands/init.ts';
import { listCommand } from './commands/list.ts';
import { predictCommand } from './commands/predict.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { searchCommand } from './commands/search.ts';
import { showCommand } from './commands/show.ts';
import { stopCommand } from './commands/stop.ts';
import { watchCommand } from './commands/watch.ts';
import type { CliContext } from './context.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import { quoted } from './invocation.ts';
import { packageVersion } from './package-root.ts';
import { reportError } from './report-error.ts';
import { printable } from './terminal/text-width.ts';

const commandsOf = (context: CliContext): Command[] =>
  [
    searchCommand,
    predictCommand,
    listCommand,
    watchCommand,
    showCommand,
    reportCommand,
    stopCommand,
    resumeCommand,
    addCommand,
    fetchCommand,
    scheduleCommand,
    estimateCommand,
    deployCommand,
    initCommand,
    doctorCommand,
  ].map((create) => create(context));

/** Runs one command; gives the exit code. Nothing is thrown. */
export async function runProgram(context: CliContext): Promise<number> {
  const { out, err, argumentsGiven, program: name } = context;
  const program = new Command('modelscout')
    .usage('[command] [options]')
    .description(
      'Finds the best neural model for a dataset, on this machine or in the cloud. Without a command it tries itself out on the irises.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText(
      'after',
      `
Examples:
  ${name} search data.csv --target price
  ${name} predict modelscout/models/data.csv new.csv --output predictions.csv
  ${name} list
  ${name} search data.csv --cloud

${exitCodesHelp}`,
    );
  // Flags without a command are a search's.
  for (const command of commandsOf(context)) program.addCommand(command, { isDefault: command.name() === 'search' });
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .helpOption('-h, --help', 'print help')
      .configureHelp({ helpWidth: Math.min(120, out.width()) })
      .configureOutput({
        writeOut: out.write,
        writeErr: () => undefined,
        getOutHelpWidth: () => Math.min(120, out.width()),
      });
  }
  try {
    checkCommand(program, context);
    await program.parseAsync(argumentsGiven, { from: 'user' });
    // A command that ends well may still have bad news: doctor, where nothing is usable.
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.ok;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, context);
    if (error.exitCode === 0) return exitCodes.ok;
    const [message = '', ...more] = error.message.replace(/^error: /, '').split('\n');
    const advice = more.join(' ').replace(/^\(|\)$/g, '') || `${name} --help tells all`;
    err.print(`${err.style.red('error:')} ${printable(message)}. ${printable(advice)}`);
    return exitCodes.usage;
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** A word that is no command: commander would say so, but not that it is a file, or what else there is. */
function checkCommand(program: Command, { argumentsGiven, program: name }: CliContext): void {
  const word = argumentsGiven[0] === 'help' ? argumentsGiven[1] : argumentsGiven[0];
  const known = [...program.commands.map((command) => command.name()), 'help'];
  if (word === undefined || word.startsWith('-') || known.includes(word)) return;
  const meant = nearest(word, known);
  const wayOut = isFile(word)
    ? `To search it: ${name} search ${quoted(word)}`
    : meant === undefined
      ? `Known: ${known.join(', ')}`
      : `Did you mean ${meant}?`;
  throw new SearchError('InvalidSpec', `Unknown command ${JSON.stringify(word.slice(0, 80))}`, { wayOut });
}
