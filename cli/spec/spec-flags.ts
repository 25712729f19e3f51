import { Option } from 'commander';
import { costNameSchema } from '../../shared/costs.ts';
import { columnTypeSchema } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import { metricNameSchema } from '../../shared/metrics.ts';
import { suggestion } from '../../shared/nearest.ts';
import { stoppingNameSchema, strategyNameSchema } from '../../shared/spec.ts';
import { taskSchema } from '../../shared/task.ts';

interface SpecFlag {
  readonly flag: string;
  /** Path of the spec's key. */
  readonly key: string;
  readonly kind: 'text' | 'number' | 'switch' | 'list' | 'texts' | 'columns' | 'weights';
  /** What stands in angle brackets in the help. */
  readonly value: string;
  readonly help: string;
}

const flag = (flag: string, key: string, kind: SpecFlag['kind'], value: string, help: string): SpecFlag => ({
  flag,
  key,
  kind,
  value,
  help,
});
const oneOf = ({ options }: { readonly options: readonly string[] }): string => options.join(', ');

/** Every key of the spec has a flag here: the only place where the two meet. */
const specFlags: readonly SpecFlag[] = [
  flag('name', 'name', 'text', 'name', "what models are published under (default: the file's name)"),
  flag('target', 'target', 'text', 'column', 'column to predict (default: the last one)'),
  flag('task', 'task', 'text', 'task', `${oneOf(taskSchema)} (default: as the target looks)`),
  flag('metric', 'metric', 'text', 'name', `${oneOf(metricNameSchema)} (default: accuracy or r2)`),
  flag(
    'objectives',
    'objectives',
    'list',
    'names',
    `score and what is minimised: ${oneOf(costNameSchema)} (default: score)`,
  ),
  flag('constraint', 'constraints', 'texts', 'bound', 'what the winner keeps, such as "bytes <= 100000"; repeatable'),
  flag(
    'weight',
    'weights',
    'weights',
    'name=number',
    "of an objective, for the winner (default: the front's knee); repeatable",
  ),
  flag('strategy', 'strategy', 'text', 'name', `${oneOf(strategyNameSchema)} (default: auto)`),
  flag('candidates', 'candidates', 'text', 'file.json', 'candidates to try before any others'),
  flag('space', 'space', 'text', 'file.json', 'parameters and their distributions (default: chosen from the data)'),
  flag('trials', 'budget.trials', 'number', 'n', 'candidates to try (default: 100)'),
  flag('epochs', 'budget.epochs', 'number', 'n', 'epochs a candidate is trained at most (default: 100)'),
  flag('seconds', 'budget.seconds', 'number', 'n', 'time limit of the search'),
  flag('target-score', 'budget.targetScore', 'number', 'score', 'end when the best validation score reaches this'),
  flag('minimum-gain', 'budget.minimumGain', 'number', 'x', 'end when 20 more candidates are expected to gain less'),
  flag('patience', 'budget.patience', 'number', 'rounds', 'end after so many rounds without a better score'),
  flag('round-trials', 'budget.roundTrials', 'number', 'n', 'candidates proposed a round'),
  flag('dollars', 'budget.dollars', 'number', 'n', 'what a search in the cloud may cost'),
  flag('stopping', 'stopping.rule', 'text', 'rule', `${oneOf(stoppingNameSchema)} (default: none; of bohb, hyperband)`),
  flag('stopping-factor', 'stopping.factor', 'number', 'n', 'one in so many goes on (default: 3)'),
  flag('min-epochs', 'stopping.minEpochs', 'number', 'n', 'epochs of the smallest budget'),
  flag('inherit', 'inherit', 'switch', 'on|off', "evolution: begin with the parents' weights (default: off)"),
  flag('second-order', 'supernet.secondOrder', 'switch', 'on|off', 'gradient: look a step ahead (default: off)'),
  flag('gumbel', 'supernet.gumbel', 'switch', 'on|off', 'gradient: draw choices, or else mix them (default: on)'),
  flag('supernets', 'supernet.restarts', 'number', 'n', 'gradient: so many at once (default: 4)'),
  flag('early-stopping', 'earlyStopping', 'number', 'epochs', 'epochs without a better loss; 0 is never (default: 20)'),
  flag('timeout', 'timeout', 'number', 'seconds', 'time limit of one trial'),
  flag('folds', 'validation.folds', 'number', 'n', 'cross-validation folds; 1 is a holdout (default: 1)'),
  flag('test-share', 'validation.testShare', 'number', 'share', 'rows sealed for the verdict (default: 0.2)'),
  flag('validation-share', 'validation.validationShare', 'number', 'share', 'of the rest, to judge (default: 0.25)'),
  flag('group', 'validation.group', 'text', 'column', 'equal values of it are never divided'),
  flag(
    'time',
    'validation.time',
    'text',
    'column',
    'train on the past, test on the future; orders series and sequences',
  ),
  flag('horizon', 'series.horizon', 'number', 'steps', 'forecast so many next values of the target; with --time'),
  flag('window', 'series.window', 'number', 'steps', 'a forecast is made from so many (default: chosen from the data)'),
  flag('season', 'series.season', 'number', 'steps', 'it repeats after so many (default: found in the data)'),
  flag('id', 'sequences.id', 'text', 'column', 'rows of one id are a sequence; with --time, in its order'),
  flag('length', 'sequences.length', 'number', 'steps', 'of a sequence at most, the last (default: the longest)'),
  flag('text', 'text.column', 'text', 'column', 'learn from the texts in it, and from nothing else'),
  flag('text-unit', 'text.unit', 'text', 'unit', 'word, character (default: word)'),
  flag('text-length', 'text.length', 'number', 'n', 'words or characters at most (default: the longest)'),
  flag('split-seed', 'validation.seed', 'number', 'n', 'seed of the split (default: 42)'),
  flag('seed', 'seed', 'number', 'n', 'seed of everything else (default: 42)'),
  flag('warm-start', 'warmStart', 'text', 'how', 'try first what did well before: none, same, like (default: none)'),
  flag('cache', 'cache', 'switch', 'on|off', 'take known results from earlier searches of the data (default: on)'),
  flag('scaling', 'scaling', 'text', 'how', 'standard, quantile (default: standard)'),
  flag('column', 'columns', 'columns', 'name=type', `type of a column: ${oneOf(columnTypeSchema)}; repeatable`),
  flag(
    'image-shape',
    'images.shape',
    'text',
    'HxW',
    'size of the images, such as 28x28 or 32x32x3 (default: their own)',
  ),
  flag('broken-images', 'images.broken', 'text', 'how', 'fail, skip (default: fail)'),
  flag('engine', 'engine', 'text', 'name', 'native, wasm (default: native where it is there)'),
  flag('tier', 'compute.tier', 'text', 'name', 'in the cloud: auto, lambda, fargate, gpu (default: auto)'),
  flag('workers', 'workers', 'number', 'n', 'processes (default: the number of cores)'),
  flag('output', 'output', 'text', 'folder', 'where searches and models go (default: modelscout)'),
];

const optionOf = ({ flag, value, help, kind }: SpecFlag): Option => {
  const option = new Option(`--${flag} <${value}>`, help);
  return kind === 'columns' || kind === 'texts' || kind === 'weights'
    ? option.argParser((text, before: string[] | undefined) => [...(before ?? []), text])
    : option;
};

export const specOptions = (): Option[] => specFlags.map(optionOf);

/** Paths of all keys that have a flag. */
export const specFlagPaths = (): string[] => specFlags.map(({ key }) => key);

/** The flag that sets the key of the spec, or one above it. */
export const flagOf = (key: string): string | undefined =>
  specFlags.find((each) => key === each.key || key.startsWith(`${each.key}.`))?.flag;

/**
 * The flags as a spec, to be laid over a file's; flags not given are left out. `space` is still its file's path.
 * Throws SearchError InvalidSpec for a number that is none.
 */
export function specFromFlags(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const spec: Record<string, unknown> = {};
  for (const each of specFlags) {
    const value = given[camelCase(each.flag)];
    if (value === undefined) continue;
    const [section = '', key] = each.key.split('.');
    const read = readValue(each, value);
    spec[section] = key === undefined ? read : { ...(spec[section] as object | undefined), [key]: read };
  }
  return spec;
}

const camelCase = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function readValue({ flag, kind }: SpecFlag, value: unknown): unknown {
  if (kind === 'text') return value;
  if (kind === 'switch') return readSwitch(flag, value);
  if (kind === 'list') {
    return String(value)
      .split(',')
      .map((name) => name.trim());
  }
  if (kind === 'texts') return value;
  if (kind === 'weights') return Object.fromEntries((value as string[]).map((text) => readWeight(flag, text)));
  if (kind === 'columns') return Object.fromEntries((value as string[]).map(readColumn));
  const number = numberOf(value);
  if (number !== undefined) return number;
  throw new SearchError('InvalidSpec', `--${flag} is ${JSON.stringify(value)}`, { wayOut: 'Use a number' });
}

function numberOf(value: unknown): number | undefined {
  const number = String(value).trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function readWeight(flag: string, text: string): [string, number] {
  const [name = '', value, ...rest] = text.split('=');
  const weight = numberOf(value);
  if (weight !== undefined && rest.length === 0) return [name.trim(), weight];
  throw new SearchError('InvalidSpec', `--${flag} is ${JSON.stringify(text)}`, {
    wayOut: 'Write name=number, such as score=2',
  });
}

function readSwitch(flag: string, value: unknown): boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  throw new SearchError('InvalidSpec', `--${flag} is ${JSON.stringify(value)}`, { wayOut: 'Use on or off' });
}

/** A column's name may hold an equals sign; a type does not. */
function readColumn(text: string): [string, string] {
  const at = text.lastIndexOf('=');
  const type = text.slice(at + 1);
  const { options } = columnTypeSchema;
  if (at > 0 && (options as readonly string[]).includes(type)) return [text.slice(0, at), type];
  throw new SearchError('InvalidSpec', `--column is ${JSON.stringify(text)}`, {
    wayOut: at > 0 ? suggestion(type, options) : `Write name=type, where the type is one of ${options.join(', ')}`,
  });
}
