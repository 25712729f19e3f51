import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { dataShapeOf } from '../../shared/default-space/data-shape.ts';
import { defaultSpace } from '../../shared/default-space.ts';
import { SearchError } from '../../shared/errors.ts';
import { parseSpec, specJsonSchema } from '../../shared/spec.ts';
import { shownPath } from '../artifact-path.ts';
import type { CliContext } from '../context.ts';
import { specText } from '../init/write-spec.ts';
import { quoted } from '../invocation.ts';
import { printable } from '../terminal/text-width.ts';

interface InitFlags {
  readonly target?: string;
  readonly task?: string;
  readonly force?: true;
}

const specFile = 'search.json';
const schemaFile = 'search.schema.json';

/** `modelscout init`: writes down what a search of the dataset would go by, to be changed. */
export function initCommand(context: CliContext): Command {
  const { program } = context;
  return new Command('init')
    .description('write a search.json beside the dataset, with all that is inferred and what it means')
    .argument('<dataset>', 'CSV, TSV, JSON lines or Parquet file, folder or zip of images, .npz')
    .option('--target <column>', 'column to predict (default: the last one)')
    .option('--task <task>', 'binary, multiclass or regression (default: inferred from the target)')
    .option('--force', 'overwrite what is there')
    .addHelpText(
      'after',
      `
Examples:
  ${program} init data.csv --target price
  ${program} init data.csv --force
  ${program} search data.csv              reads the search.json beside it`,
    )
    .action((dataset: string, flags: InitFlags) => initialise(dataset, flags, context));
}

async function initialise(dataset: string, flags: InitFlags, { out, program }: CliContext): Promise<void> {
  const { target, task, force = false } = flags;
  const folder = dirname(dataset);
  const paths = { spec: join(folder, specFile), schema: join(folder, schemaFile) };
  if (!force) for (const path of Object.values(paths)) refuseExisting(path);
  const spec = parseSpec({
    dataset,
    ...(target === undefined ? {} : { target }),
    ...(task === undefined ? {} : { task }),
  });
  const [{ fileSource }, { prepareDataset }] = await Promise.all([
    import('../../data/file-source.ts'),
    import('../../data/prepare-dataset.ts'),
  ]);
  const { description } = await prepareDataset(await fileSource(dataset), spec);
  const text = specText({
    dataset: basename(dataset),
    schema: `./${schemaFile}`,
    description,
    space: defaultSpace(dataShapeOf(description)),
  });
  await writeWhole(paths.schema, `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
  await writeWhole(paths.spec, text);
  out.print(
    ...Object.values(paths).map((path) => `wrote ${printable(shownPath(path))}`),
    '',
    'Change what you like, then:',
    `  ${program} search ${quoted(dataset)}`,
  );
}

function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  throw new SearchError('InvalidSpec', `${shownPath(path)} is there already`, { wayOut: '--force overwrites it' });
}

/** The old file or the new one, never a part. Throws SearchError StoreUnavailable. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SearchError('StoreUnavailable', `Cannot write ${shownPath(path)}: ${why}`, {
      wayOut: 'Give yourself the right to write there, or copy the dataset elsewhere',
      cause,
    });
  }
}
