import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, homedir, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { Command, Option } from 'commander';
import type { EngineStatus } from '../../training/index.ts';
import { shownPath } from '../artifact-path.ts';
import type { CliContext } from '../context.ts';
import { checkEngines, probeEngines, probeFlag } from '../doctor/engine-check.ts';
import { whyNotWritable } from '../doctor/write-check.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageVersion } from '../package-root.ts';
import { pad, printable } from '../terminal/text-width.ts';

interface Finding {
  readonly name: string;
  /** `poor` works, but could do better; `note` is neither good nor bad. */
  readonly state: 'good' | 'poor' | 'bad' | 'note';
  readonly text: string;
}

const nodeWanted = [20, 19] as const;
const labelWidth = 15;
const gibibyte = 2 ** 30;

/** `modelscout doctor`: whether this machine can search, and how well. */
export function doctorCommand(context: CliContext): Command {
  const { program } = context;
  return new Command('doctor')
    .description('check whether this machine can search: engines, memory, folders')
    .option('--output <folder>', 'folder of the searches', 'modelscout')
    .addOption(new Option(probeFlag).hideHelp())
    .addHelpText(
      'after',
      `
Ends with exit code 1 where nothing can be used.

Examples:
  ${program} doctor
  ${program} doctor --output /mnt/searches`,
    )
    .action(async ({ output, probe }: { readonly output: string; readonly probe?: true }) => {
      if (probe) return probeEngines();
      const findings = await examine(output, context.environment);
      context.out.print(...findings.map((finding) => lineOf(finding, context)));
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = exitCodes.unexpected;
    });
}

async function examine(output: string, environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const cache = join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'modelscout');
  return [
    { name: 'modelscout', state: 'note', text: packageVersion() },
    nodeFinding(process.versions.node),
    ...engineFindings(await checkEngines(process.argv[1] ?? '').catch(unloadable)),
    machineFinding(),
    memoryFinding(),
    await folderFinding('output', output),
    await folderFinding('cache', cache),
    browserFinding(environment),
  ];
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = nodeWanted;
  const isNew = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  const text = `${version}, ${process.platform} ${process.arch}`;
  return {
    name: 'Node',
    state: isNew ? 'good' : 'bad',
    text: isNew ? text : `${text}; ${nodeWanted.join('.')} or newer is needed`,
  };
}

/** What is known where trying the engines ended the process that tried. */
function unloadable(error: unknown): EngineStatus {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    native: { available: false, reason },
    wasm: { available: false, reason: 'not tried: the process had ended' },
  };
}

function engineFindings({ native, wasm }: EngineStatus): Finding[] {
  const none = !native.available && !wasm.available;
  const finding = (
    name: string,
    { available, version, reason }: EngineStatus['native'],
    otherwise: string,
  ): Finding => ({
    name,
    state: available ? 'good' : none ? 'bad' : 'poor',
    text: available
      ? `loaded${version === undefined ? '' : `, version ${version}`}`
      : `cannot be loaded: ${reason ?? 'no reason was given'}${none ? '' : `; ${otherwise}`}`,
  });
  return [
    finding(
      'engine native',
      native,
      'wasm takes over, which is 2 to 20 times slower. `node setup.mjs --again` tries to get it',
    ),
    finding('engine wasm', wasm, 'native does without it'),
  ];
}

function machineFinding(): Finding {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? '';
  return { name: 'cores', state: 'good', text: `${cores}${model === '' ? '' : ` (${model})`}` };
}

/** A worker takes some 300 MB, and one is needed at least. */
const leastMemory = 0.75 * gibibyte;

function memoryFinding(): Finding {
  const limit = process.constrainedMemory();
  // Without a limit some systems give 0, some a number beyond all memory.
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const size = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;
  return {
    name: 'memory',
    state: total >= leastMemory ? 'good' : 'poor',
    text: `${size(total)}, ${size(Math.min(freemem(), total))} of it free${total >= leastMemory ? '' : '; a search needs 0.8 GiB or more'}`,
  };
}

async function folderFinding(name: string, folder: string): Promise<Finding> {
  const why = await whyNotWritable(folder);
  const there = existsSync(folder) ? '' : ', made when it is needed';
  if (why !== undefined) {
    const isNeeded = name === 'output';
    return { name, state: isNeeded ? 'bad' : 'poor', text: `${shownPath(folder)} cannot be written to: ${why}` };
  }
  const disk = existsSync(folder) ? await statfs(folder).catch(() => undefined) : undefined;
  const free = disk === undefined ? '' : `, ${((disk.bavail * disk.bsize) / gibibyte).toFixed(1)} GiB free`;
  return { name, state: 'good', text: `${shownPath(folder)} can be written to${free}${there}` };
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Reports open in any browser; the tests of the report want this one. */
function browserFinding({ PATH = '', CHROMIUM_PATH }: NodeJS.ProcessEnv): Finding {
  const places = PATH.split(delimiter).flatMap((folder) => browsers.map((name) => join(folder, name)));
  const found = [CHROMIUM_PATH, ...places].find((path) => path !== undefined && existsSync(path));
  return { name: 'Chromium', state: 'note', text: found ?? 'not found; only tests of the report use it' };
}

function lineOf({ name, state, text }: Finding, { out: { style } }: CliContext): string {
  const signs = { good: style.green('✔'), poor: style.yellow('!'), bad: style.red('✘'), note: style.dim('·') };
  return `${signs[state]} ${pad(name, labelWidth)}${printable(text)}`;
}
