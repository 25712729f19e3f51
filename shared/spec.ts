import { z } from 'zod';
import { candidateSchema } from './candidate.ts';
import { tierSchema } from './compute.ts';
import {
  columnTypeSchema,
  imageSettingsSchema,
  sequencesSchema,
  seriesSchema,
  textSchema,
  validationSchema,
} from './dataset.ts';
import { type ErrorPlace, SearchError } from './errors.ts';
import { canonicalJson } from './hash.ts';
import { checkMetric, metricNameSchema } from './metrics.ts';
import { constraintHelp, constraintPattern } from './objectives/constraint.ts';
import { objectiveSchema } from './objectives/objective.ts';
import { checkSpace } from './search-space/check-space.ts';
import { countGrid } from './search-space/grid.ts';
import { checkNetworkSpace } from './search-space/network-space.ts';
import { searchSpaceSchema } from './search-space.ts';
import { issueError } from './spec-issue.ts';
import { perturbable, perturbableParameters } from './strategies/perturb.ts';
import { defaultSupernet, supernetOptionsSchema } from './supernet.ts';
import { taskSchema } from './task.ts';

export const strategyNameSchema = z.enum([
  'auto',
  'random',
  'grid',
  'sobol',
  'tpe',
  'bohb',
  'gp',
  'evolution',
  'nsga2',
  'greedy',
  'gradient',
  'cmaes',
  'pbt',
]);
export const stoppingNameSchema = z.enum(['none', 'median', 'halving', 'asha', 'hyperband', 'freeze-thaw']);

/** Limits of the whole search: it ends at the first one reached. */
const searchBudgetSchema = z.strictObject({
  trials: z.int().min(1).max(1_000_000).default(100).describe('Candidates to try.'),
  epochs: z.int().min(1).max(100_000).default(100).describe('Epochs a candidate is trained at most.'),
  seconds: z.number().positive().optional().describe('Wall-clock limit of the search.'),
  targetScore: z.number().optional().describe('Stop when the best validation score reaches this.'),
  patience: z
    .int()
    .min(1)
    .optional()
    .describe('Stop after this many rounds without a better score; of several objectives, a better front.'),
  minimumGain: z
    .number()
    .positive()
    .optional()
    .describe('Stop when 20 more candidates are expected to gain less than this.'),
  roundTrials: z.int().min(1).optional().describe('Candidates proposed a round.'),
  dollars: z.number().positive().max(1e6).optional().describe('What a search in the cloud may cost, US dollars.'),
});

/** What the user asked for. Read from search.json, flags, or both; unknown keys are errors. */
export const specSchema = z.strictObject({
  $schema: z.string().optional(),
  dataset: z.string().min(1).max(4096).describe('File of the dataset.'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._=-]{0,79}$/, 'takes letters, digits and . _ = -, 80 at most')
    .optional()
    .describe("What models are published under; the file's name by default."),
  target: z.string().max(1000).optional().describe('Column to predict; the last one by default.'),
  task: taskSchema.optional().describe('Inferred from the target by default.'),
  columns: z.record(z.string(), columnTypeSchema).default({}).describe('Column types over the inferred ones.'),
  scaling: z.enum(['standard', 'quantile']).default('standard').describe('How numbers are scaled.'),
  images: imageSettingsSchema.default({ broken: 'fail' }).describe('Where rows are images.'),
  metric: metricNameSchema.optional().describe('What is judged; by default accuracy, or r2 for regression.'),
  objectives: z
    .array(objectiveSchema)
    .min(1)
    .max(5)
    .default(['score'])
    .describe('The score, and costs that are minimised beside it.'),
  constraints: z
    .array(z.string().max(200).regex(constraintPattern, constraintHelp))
    .max(20)
    .default([])
    .describe('Bounds that the winner keeps, such as "bytes <= 100000".'),
  weights: z
    .partialRecord(objectiveSchema, z.number().min(0).max(1e6))
    .optional()
    .describe('Of several objectives, for the winner among the front; its knee by default.'),
  strategy: strategyNameSchema.default('auto').describe('How candidates are proposed.'),
  candidates: z.array(candidateSchema).max(1000).default([]).describe('Candidates to try before any others.'),
  stopping: z
    .strictObject({
      rule: stoppingNameSchema
        .default('none')
        .describe('Which candidates go on to a larger budget; of bohb, hyperband by default.'),
      factor: z
        .int()
        .min(2)
        .max(10)
        .default(3)
        .describe('One in so many goes on, with so many times the epochs; median: only the latter.'),
      minEpochs: z.int().min(1).optional().describe('Epochs of the smallest budget.'),
    })
    .default({ rule: 'none', factor: 3 })
    .describe('Stopping rule over budgets.'),
  inherit: z
    .boolean()
    .default(false)
    .describe(
      'evolution: children begin with their parents’ weights, and are trained for the last quarter of the epochs.',
    ),
  supernet: supernetOptionsSchema
    .default(defaultSupernet)
    .describe('gradient: how networks that hold many are trained.'),
  earlyStopping: z
    .int()
    .min(0)
    .default(20)
    .describe('Epochs without a better validation loss before a trial ends; 0 is never.'),
  space: searchSpaceSchema.optional().describe('Parameters and their distributions; chosen from the data by default.'),
  budget: searchBudgetSchema.default({ trials: 100, epochs: 100 }).describe('Limits of the whole search.'),
  validation: validationSchema
    .default({ testShare: 0.2, validationShare: 0.25, folds: 1, seed: 42 })
    .describe('How rows are divided.'),
  series: seriesSchema.optional().describe('The table is a series: the next values of the target are forecast.'),
  sequences: sequencesSchema
    .optional()
    .describe('The rows of the table are steps of sequences, each with one value of the target.'),
  text: textSchema.optional().describe('Each row of the table has a text, which alone is learned from.'),
  seed: z.int().min(0).max(0xffffffff).default(42).describe('Seed of everything random but the split.'),
  warmStart: z
    .enum(['none', 'same', 'like'])
    .default('none')
    .describe('What did well in earlier searches is tried first: of the same dataset, or of like ones too.'),
  cache: z
    .boolean()
    .default(true)
    .describe('Results that an earlier search of the same data has are taken from it: the same to rounding.'),
  engine: z.enum(['native', 'wasm']).optional().describe('Tensor engine; native where it is there.'),
  compute: z
    .strictObject({
      tier: z
        .enum(['auto', ...tierSchema.options])
        .default('auto')
        .describe('Where packs are trained.'),
    })
    .default({ tier: 'auto' })
    .describe('In the cloud.'),
  workers: z.int().min(1).max(256).optional().describe('Worker processes; the number of cores by default.'),
  timeout: z.number().positive().optional().describe('Seconds one trial may take.'),
  output: z.string().min(1).max(4096).default('modelscout').describe('Folder for searches and models.'),
});
export type Spec = z.infer<typeof specSchema>;
/** The spec as a user writes it, defaults left out. */
export type SpecInput = z.input<typeof specSchema>;

/** The JSON schema of search.json, for editors. */
export const specJsonSchema = (): z.core.JSONSchema.BaseSchema => z.toJSONSchema(specSchema, { io: 'input' });

const maximumMembers = 100_000;
const maximumNesting = 20;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Counts members before anything else is done with them, so that a hostile spec costs little. */
function isWithinBounds(input: unknown): boolean {
  let members = 0;
  const visit = (value: unknown, nesting: number): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    if (nesting > maximumNesting) return false;
    const inside = Object.values(value);
    members += inside.length;
    return members <= maximumMembers && inside.every((each) => visit(each, nesting + 1));
  };
  return visit(input, 0);
}

/** Throws SearchError InvalidSpec. */
function checkObjectives({ objectives, weights }: Spec): void {
  const shown = objectives.join(',');
  const twice = objectives.find((name, index) => objectives.indexOf(name) !== index);
  if (twice !== undefined || !objectives.includes('score')) {
    throw new SearchError(
      'InvalidSpec',
      twice === undefined
        ? `The objectives ${shown} are without the score`
        : `The objectives ${shown} name ${twice} twice`,
      {
        place: { key: 'objectives' },
        wayOut: `Use ${['score', ...new Set(objectives.filter((name) => name !== 'score'))].join(',')}, or a constraint for what only has to be small enough`,
      },
    );
  }
  const named = Object.keys(weights ?? {});
  const stray = named.find((name) => !(objectives as readonly string[]).includes(name));
  if (stray !== undefined) {
    throw new SearchError('InvalidSpec', `${stray} has a weight and is no objective`, {
      place: { key: `weights.${stray}` },
      wayOut: `Add it to the objectives: ${[...objectives, stray].join(',')}`,
    });
  }
  if (weights !== undefined && objectives.every((name) => weights[name] === 0)) {
    throw new SearchError('InvalidSpec', 'All weights are 0', {
      place: { key: 'weights' },
      wayOut: 'Give at least one objective a weight above 0',
    });
  }
}

/** Throws SearchError InvalidSpec. */
function checkInheritance({ space, strategy, stopping: { rule }, inherit }: Spec): void {
  const invalid = (message: string, key: string, wayOut: string): SearchError =>
    new SearchError('InvalidSpec', message, { place: { key }, wayOut });
  if (inherit && strategy !== 'evolution') {
    throw invalid(`No candidate of ${strategy} has a parent to inherit from`, 'inherit', 'Use the strategy evolution');
  }
  if (rule !== 'none' && inherit) {
    throw invalid('Children that inherit are trained to the full budget at once', 'stopping.rule', 'Leave it out');
  }
  if (strategy !== 'pbt') return;
  if (rule !== 'none') {
    throw invalid(
      'Population-based training decides itself who goes on',
      'stopping.rule',
      'Leave it out, or use another strategy',
    );
  }
  if (space !== undefined && perturbableParameters(space).length === 0) {
    throw invalid(
      'Population-based training has nothing to change in this space',
      'space',
      `Add one of ${perturbable.join(', ')}, or use another strategy`,
    );
  }
}

/** Throws SearchError InvalidSpec. */
function checkSupernet({ strategy, supernet }: Spec): void {
  if (strategy === 'gradient' || canonicalJson(supernet) === canonicalJson(defaultSupernet)) return;
  throw new SearchError('InvalidSpec', `The strategy ${strategy} trains no supernets`, {
    place: { key: 'supernet' },
    wayOut: 'Use the strategy gradient',
  });
}

/** Throws SearchError InvalidSpec. */
function checkSeries({ series, task, validation }: Spec): void {
  if (series === undefined) return;
  if (validation.time === undefined) {
    throw new SearchError('InvalidSpec', 'A series needs a column that orders its rows', {
      place: { key: 'validation.time' },
      wayOut: 'Name it in validation.time',
    });
  }
  if (task === undefined || task === 'regression') return;
  throw new SearchError('InvalidSpec', `A forecast is of numbers; the task is ${JSON.stringify(task)}`, {
    place: { key: 'task' },
    wayOut: 'Leave the task out, or leave series out',
  });
}

/** Throws SearchError InvalidSpec. */
function checkKind({ images, series, sequences, text, validation }: Spec): void {
  const kinds = { 'images.shape': images.shape, series, sequences, text };
  const [first, second] = Object.entries(kinds).flatMap(([key, given]) => (given === undefined ? [] : [key]));
  if (first !== undefined && second !== undefined) {
    throw new SearchError('InvalidSpec', `Data is of one kind: ${first} and ${second} are both given`, {
      place: { key: second },
      wayOut: `Leave out ${first} or ${second}`,
    });
  }
  if (sequences === undefined || validation.group === undefined) return;
  throw new SearchError('InvalidSpec', 'Sequences are divided by chance, each whole, and not by group', {
    place: { key: 'validation.group' },
    wayOut: 'Leave it out, or name it in sequences.id where its rows are one sequence',
  });
}

/** What no single key's schema can say. Throws SearchError InvalidSpec. */
function checkTogether(spec: Spec): void {
  const { space, strategy, task, metric, stopping, budget, objectives } = spec;
  if (budget.minimumGain !== undefined && objectives.length > 1) {
    throw new SearchError('InvalidSpec', 'A gain is one of the score, and here are several objectives', {
      place: { key: 'budget.minimumGain' },
      wayOut: 'Use budget.patience, or the score alone',
    });
  }
  checkObjectives(spec);
  if (space !== undefined) {
    checkSpace(space);
    checkNetworkSpace(space);
  }
  if (strategy === 'grid') {
    if (space === undefined) {
      throw new SearchError('InvalidSpec', 'A grid needs a space whose values are listed', {
        place: { key: 'space' },
        wayOut: 'Write a space, or use the random strategy',
      });
    }
    countGrid(space);
  }
  checkInheritance(spec);
  checkSupernet(spec);
  checkSeries(spec);
  checkKind(spec);
  if (task !== undefined && metric !== undefined) checkMetric(task, metric);
  if (stopping.minEpochs !== undefined && stopping.minEpochs > budget.epochs) {
    throw new SearchError(
      'InvalidSpec',
      `The smallest budget, ${stopping.minEpochs} epochs, is above the full one, ${budget.epochs}`,
      {
        place: { key: 'stopping.minEpochs' },
        wayOut: `Use at most ${budget.epochs}, or raise budget.epochs`,
      },
    );
  }
}

/** BOHB is a model for the brackets of Hyperband. */
function withUsualRule(input: unknown): unknown {
  if (!isRecord(input) || input.strategy !== 'bohb') return input;
  const { stopping = {} } = input;
  return isRecord(stopping) ? { ...input, stopping: { ...stopping, rule: stopping.rule ?? 'hyperband' } } : input;
}

/**
 * The spec with its defaults. `place` says where the input came from, for messages.
 * Throws SearchError InvalidSpec naming the key, its value and a way out: unknown keys, wrong values, spaces that make no sense.
 */
export function parseSpec(input: unknown, place: ErrorPlace = {}): Spec {
  if (!isWithinBounds(input)) {
    throw new SearchError('InvalidSpec', 'The spec is too large', {
      place,
      wayOut: `Use at most ${maximumMembers} values, ${maximumNesting} levels deep`,
    });
  }
  const parsed = specSchema.safeParse(withUsualRule(input));
  if (!parsed.success) throw issueError(parsed.error, { input, schema: specJsonSchema(), place });
  try {
    checkTogether(parsed.data);
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw new SearchError(error.name, error.message, {
      place: { ...place, ...error.place },
      ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
      cause: error,
    });
  }
  return parsed.data;
}

/**
 * The file's spec with the flags' over it, section by section; a space is replaced as a whole. Flags that are undefined say
 * nothing. To be parsed afterwards: a file's spec that is no object is given back as it is, for `parseSpec` to reject.
 */
export function mergeSpec(fileSpec: unknown, flagSpec: Readonly<Record<string, unknown>>): unknown {
  if (fileSpec === undefined) return mergeSpec({}, flagSpec);
  if (!isRecord(fileSpec)) return fileSpec;
  const flags = Object.entries(flagSpec).filter(([, value]) => value !== undefined);
  // Entries, not assignments: a key named __proto__ must stay a key.
  return Object.fromEntries([
    ...Object.entries(fileSpec),
    ...flags.map(([key, value]) => {
      const below = Object.hasOwn(fileSpec, key) ? fileSpec[key] : undefined;
      return [key, key !== 'space' && isRecord(below) && isRecord(value) ? mergeSpec(below, value) : value] as const;
    }),
  ]);
}
