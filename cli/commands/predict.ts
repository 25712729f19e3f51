import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { PredictedRows, PredictRequest } from '../../local/predict.ts';
import type { UsableModel } from '../../local/saved-model.ts';
import { formatScore } from '../../report/page/format.js';
import { metricLabel, plural } from '../../report/words.ts';
import { SearchError } from '../../shared/errors.ts';
import { useAccount } from '../cloud/open-cloud.ts';
import type { CliContext } from '../context.ts';
import { findModel } from '../predict/find-model.ts';
import { csvFormat, jsonFormat, type RowFormat } from '../predict/row-format.ts';
import { fileSink, type Sink, streamSink } from '../predict/sink.ts';
import { compareWithTruth, type Truth } from '../predict/truth.ts';
import { printable } from '../terminal/text-width.ts';

interface PredictFlags {
  readonly output?: string;
  readonly onlyPredictions?: boolean;
  readonly all?: true;
  readonly json?: true;
  readonly engine?: NonNullable<PredictRequest['engine']>;
  readonly searches: string;
  readonly from?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** `modelscout predict`: applies a model to the rows of a file. */
export function predictCommand(context: CliContext): Command {
  const { program } = context;
  return new Command('predict')
    .description('predict the rows of a file, or images, with a model that a search has found')
    .argument('<result>', 'folder of a result, a search or models/<dataset>; the id of a search; none with --from')
    .argument(
      '[file]',
      'CSV, TSV, JSON lines or Parquet file with the columns that the search had; for images a folder, zip, .npz or image',
    )
    .option('--from <address>', 's3://<bucket>/models/<name>, or a search or result in a bucket')
    .option('--output <file>', 'write there (default: to stdout)')
    .option('--only-predictions', 'leave the columns of the input out')
    .option('--all', 'of a series: after every row with enough rows before it (default: after the last)')
    .option('--json', 'lines of JSON in place of CSV')
    .addOption(
      new Option('--engine <name>', 'native or wasm (default: native where it is there)').choices(['native', 'wasm']),
    )
    .option('--searches <folder>', 'folder of the searches, where an id is given', 'modelscout')
    .option('--region <name>', 'AWS region, for --from')
    .option('--profile <name>', 'AWS profile, for --from')
    .addHelpText(
      'after',
      `
Each row gets \`prediction\` and, for classes, \`probability_<label>\`. Where the file has the target, metrics go to stderr.
Of a series, the last row gets \`prediction+1\`, \`prediction+2\` …: the target's next values.
Of sequences, each gets one row: its id and, where the file has it, the target.

Examples:
  ${program} predict modelscout/models/data.csv new.csv --output predictions.csv
  ${program} predict 20260314-1503 new.csv --only-predictions
  ${program} predict modelscout/models/data.csv new.csv --json | head -3
  ${program} predict --from s3://bucket/models/iris new.csv`,
    )
    .action((first: string, second: string | undefined, flags: PredictFlags) =>
      predict(modelAndFile(first, second, flags), flags, context),
    );
}

interface ModelAndFile {
  readonly reference: string;
  readonly path: string;
}

/** With --from the one argument is the file. Throws SearchError InvalidSpec. */
function modelAndFile(first: string, second: string | undefined, { from }: PredictFlags): ModelAndFile {
  if (from === undefined && second !== undefined) return { reference: first, path: second };
  if (from === undefined) {
    throw new SearchError(
      'InvalidSpec',
      `There is one argument, ${JSON.stringify(first)}: the model or the file is missing`,
      {
        wayOut: 'Give the model, then the file of the rows',
      },
    );
  }
  if (second === undefined && from.startsWith('s3://')) return { reference: from, path: first };
  throw second === undefined
    ? new SearchError('InvalidSpec', `--from is ${JSON.stringify(from)}`, {
        wayOut: 'Write s3://<bucket>/models/<name>',
      })
    : new SearchError('InvalidSpec', `There are two models: ${first} and ${from}`, {
        wayOut: 'Give --from and the file of the rows alone',
      });
}

async function predict({ reference, path }: ModelAndFile, flags: PredictFlags, context: CliContext): Promise<void> {
  const { output } = flags;
  if (output !== undefined && resolve(output) === resolve(path)) {
    throw new SearchError('InvalidSpec', 'The predictions would overwrite the file they are made of', {
      wayOut: 'Give another file with --output',
    });
  }
  if (reference.startsWith('s3://')) useAccount(flags, context.environment);
  const found = await findModel(reference, flags.searches);
  const [{ fileSource }, library] = await Promise.all([
    import('../../data/file-source.ts'),
    import('../../local/predict.ts'),
  ]);
  const source = await fileSource(path);
  const { engine, all = false } = flags;
  const predicted = library.predict({ result: found, source, all, ...(engine === undefined ? {} : { engine }) });
  // Opened when the first rows are there: what is wrong before leaves no file.
  const openSink = (): Sink => (output === undefined ? streamSink(process.stdout) : fileSink(output));
  const { rows, truth } = await writeRows(predicted, found, flags, openSink);
  tellMetrics(truth, found, context);
  if (output !== undefined) context.err.print(`${plural(rows, 'row')} predicted: ${printable(output)}`);
}

async function writeRows(
  predicted: AsyncIterable<PredictedRows>,
  { preprocessing }: UsableModel,
  { json, onlyPredictions = false }: PredictFlags,
  openSink: () => Sink,
): Promise<{ rows: number; truth: Truth | undefined }> {
  let open: { sink: Sink; format: RowFormat; target: number; truth: Truth | undefined } | undefined;
  let written = 0;
  try {
    for await (const { columns, rows, answers, values, following } of predicted) {
      if (open === undefined) {
        const target = columns.indexOf(preprocessing.target);
        const truth = target === -1 ? undefined : compareWithTruth(preprocessing);
        const format = (json ? jsonFormat : csvFormat)({ preprocessing, columns, onlyPredictions });
        open = { sink: openSink(), format, target, truth };
        await open.sink.write(format.head);
      }
      const { sink, format, target, truth } = open;
      truth?.add(following === undefined ? rows.map((row) => row[target] ?? null) : [...following], values);
      await sink.write(answers.map((answer, at) => format.row(rows[at] ?? [], answer)).join(''));
      written += rows.length;
    }
    await open?.sink.close();
    return { rows: written, truth: open?.truth };
  } catch (error) {
    await open?.sink.abandon();
    throw error;
  }
}

function tellMetrics(truth: Truth | undefined, { preprocessing }: UsableModel, { err }: CliContext): void {
  const compared = truth?.metrics();
  if (compared === undefined) return;
  const { rows, scores, notes } = compared;
  err.print(
    `Beside ${printable(preprocessing.target)}, on ${plural(rows, 'row')}:`,
    ...Object.entries(scores).map(([name, value]) => `  ${metricLabel(name).padEnd(22)}${formatScore(value)}`),
    ...notes.map((note) => err.style.dim(`  ${note}`)),
  );
}
