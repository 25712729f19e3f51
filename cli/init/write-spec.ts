import type { DatasetDescription } from '../../shared/dataset.ts';
import { defaultMetric, metricsOf } from '../../shared/metrics.ts';
import type { SearchSpace } from '../../shared/search-space.ts';
import { parseSpec, stoppingNameSchema, strategyNameSchema } from '../../shared/spec.ts';
import { taskSchema } from '../../shared/task.ts';

export interface SpecTextOptions {
  /** The dataset's file, from the folder of the spec. */
  readonly dataset: string;
  /** The schema's file, from there too. */
  readonly schema: string;
  readonly description: DatasetDescription;
  readonly space: SearchSpace;
}

/** JSON in one line, with blanks after commas and colons. A line end inside a text is written as \n, so none is lost. */
const inline = (value: unknown): string => JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');

/** A comment ends where its line does: a column's name or a reason must not end it earlier. */
const commentOf = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200);

/** Members as lines, the comment of each beside it. */
function members(
  entries: readonly (readonly [name: string, value: unknown, comment?: string])[],
  indent: string,
): string {
  const lines = entries.map(([name, value, comment], at) => {
    const comma = at === entries.length - 1 ? '' : ',';
    return `${indent}${JSON.stringify(name)}: ${inline(value)}${comma}${comment === undefined ? '' : ` // ${commentOf(comment)}`}`;
  });
  return lines.join('\n');
}

/** A search.json for the dataset: what was inferred and every default, each with what it means. */
export function specText({ dataset, schema, description, space }: SpecTextOptions): string {
  const { task, target, columns, classes, kind, featureShape } = description;
  const { strategy, stopping, earlyStopping, budget, validation, scaling, seed } = parseSpec({ dataset });
  const types = columns
    .filter(({ name, type }) => name !== target && type !== 'image')
    .map(({ name, type, dropped, missing }) => {
      const comment = dropped ?? (missing > 0 ? `${missing} missing` : undefined);
      return [name, dropped === undefined ? type : 'drop', comment] as const;
    });
  return `// What to search, for \`modelscout search\`. Comments are allowed here; flags of the command win over this file.
// Every key but "dataset" may be left out: most of these are what would be chosen anyway.
{
  "$schema": ${inline(schema)},
  "dataset": ${inline(dataset)},

  // The column to predict, and what it is: ${taskSchema.options.join(', ')}.
  "target": ${inline(target)},
  "task": ${inline(task)},${task === 'regression' ? '' : ` // ${commentOf(`${classes.length} classes: ${classes.slice(0, 10).join(', ')}${classes.length > 10 ? ', …' : ''}`)}`}
  // What is judged: ${metricsOf(task).join(', ')}.
  "metric": ${inline(defaultMetric(task))},

  // What each column holds: number, category, date, boolean; "drop" leaves it out.
  "columns": {
${members(types, '    ')}
  },
${
  kind === 'images'
    ? `  // Height x width x channels that images are brought to; one that cannot be read ends the search, or "skip" leaves it out.
  "images": ${inline({ shape: featureShape.join('x'), broken: 'fail' })},`
    : `  // How numbers are scaled: standard, or quantile for very skewed ones.
  "scaling": ${inline(scaling)},`
}

  // How candidates are proposed: ${strategyNameSchema.options.join(', ')}.
  "strategy": ${inline(strategy)},
  "budget": {
    "trials": ${budget.trials}, // candidates to try
    "epochs": ${budget.epochs} // epochs a candidate is trained at most
    // "seconds": 600, "targetScore": 0.95, "patience": 3 end the search sooner
  },
  // Which candidates go on to a larger budget: ${stoppingNameSchema.options.join(', ')}.
  "stopping": ${inline(stopping)},
  // Epochs without a better validation loss before a trial ends; 0 is never.
  "earlyStopping": ${earlyStopping},

  // How rows are divided. Test rows judge the winner once, at the end; folds above 1 are cross-validation.
  // "group": a column whose equal values stay together. "time": a column that orders the rows.
  "validation": ${inline(validation)},
  "seed": ${seed},

  // The hyperparameters and their ranges, as chosen for data of this size. Without "space" they are chosen anew.
  "space": {
${members(Object.entries(space), '    ')}
  }
}
`;
}
