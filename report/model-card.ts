import type { ReportData } from '../shared/result.ts';
import { choiceInWords } from './choice.ts';
import { championInWords, comparisonInWords } from './comparison.ts';
import { formatCount, formatScore } from './page/format.js';
import { shapeInWords } from './structure/layer-words.ts';
import { structureRows } from './structure/structure.ts';
import { winnerInWords, winnersStructure } from './structure/winner.ts';
import { gainInWords, importanceInWords, pathInWords } from './why.ts';
import { capitalise, listed, metricLabel, parameterLabel, plural, shortened, taskLabels, valueLabel } from './words.ts';

/** Text that Markdown takes for nothing but text: no emphasis, link, table cell, heading or HTML. */
const plain = (text: string, length = 200): string =>
  shortened(text, length)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~$&!]/g, '\\$&');

/** The first `texts` columns stand left, those of numbers right. */
const table = (head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string =>
  [head, head.map((_cell, index) => (index < texts ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

function metricsTable({ verdict }: ReportData): string {
  const names = [verdict.metric, ...Object.keys(verdict.testMetrics).filter((name) => name !== verdict.metric)];
  const columns = [
    { name: 'this model', metrics: { ...verdict.testMetrics, [verdict.metric]: verdict.test.value } },
    ...verdict.baselines.slice(0, 6),
  ];
  const cell = (value: number | undefined): string => (value === undefined ? '–' : formatScore(value));
  return table(
    ['metric', ...columns.map(({ name }) => plain(name, 60))],
    names.map((name) => [plain(metricLabel(name)), ...columns.map(({ metrics }) => cell(metrics[name]))]),
  );
}

const baselineNotes = ({ verdict }: ReportData): string =>
  verdict.baselines
    .flatMap(({ name, note }) => (note === undefined ? [] : [`${plain(name, 60)}: ${plain(note)}.`]))
    .join('\n');

function dataParagraph({ dataset }: ReportData): string {
  const used = dataset.columns.filter(({ features }) => features.length > 0).map(({ name }) => plain(name, 60));
  const dropped = dataset.columns.filter(({ type, dropped: why }) => type === 'drop' || why !== undefined);
  const classes = dataset.classes.map(
    (name, index) => `${plain(name, 60)} (${formatCount(dataset.classCounts[index] ?? 0)})`,
  );
  return [
    `- Dataset: ${plain(dataset.name)}, ${plural(dataset.rows, 'row')}, content hash \`${dataset.hash.replace(/[^\w.-]/g, '')}\``,
    `- Target: ${plain(dataset.target)}`,
    classes.length === 0
      ? undefined
      : `- Classes and their rows: ${classes.slice(0, 30).join(', ')}${classes.length > 30 ? ' …' : ''}`,
    dataset.kind === 'images' ? `- Images: ${dataset.featureShape.join(' × ')} (height × width × channels)` : undefined,
    `- Columns used: ${used.slice(0, 60).join(', ')}${used.length > 60 ? ` and ${used.length - 60} more` : ''}`,
    ...dropped
      .slice(0, 60)
      .map(({ name, dropped: why }) => `- Dropped: ${plain(name, 60)}${why === undefined ? '' : `: ${plain(why)}`}`),
    `- Split: ${plural(dataset.trainingRows, 'training row')}, ${formatCount(dataset.validationRows)} validation, ${formatCount(dataset.sealedRows)} test (sealed)${
      dataset.folds === 1 ? '' : `; trials judged by ${dataset.folds}-fold cross-validation`
    }`,
    ...dataset.notes.slice(0, 30).map((note) => `- ${plain(note, 400)}`),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

const output = ({ dataset }: ReportData): string =>
  dataset.task === 'regression'
    ? `${dataset.horizon === undefined ? 'The output is the standardised target: multiply it' : `The outputs are the target's next ${dataset.horizon} values, standardised: multiply them`} by \`targetScale.scale\` and add \`targetScale.mean\`, both of the saved preprocessing.`
    : `The output is a row of ${dataset.classes.length} class probabilities, in the order of the classes above.`;

function limits({ dataset, verdict }: ReportData): string {
  const { completed, failed, stopped } = verdict.candidates;
  const few = Math.min(...(dataset.classCounts.length === 0 ? [Infinity] : dataset.classCounts));
  return [
    `- It knows this dataset and no other. On rows that come from elsewhere, or later, expect less than the score above.`,
    `- The interval says how much the score would move with other test rows of the same kind; ${plural(verdict.testRows, 'row')} ${
      verdict.testRows < 200 ? 'are few: it is wide, and rough' : 'were tested'
    }. It says nothing of drift.`,
    `- The winner is the best of ${plural(completed + failed + stopped, 'candidate')} on the validation rows, so its validation score flatters it. The test score does not: it was taken once.`,
    few < 50 ? `- The rarest class has ${plural(few, 'row')}: what the model says of it rests on little.` : undefined,
    `- Nothing here checks it for bias against groups of people, or for rows made to mislead it.`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

/** The layers in order, those of repeated blocks once with the parameters of all. */
function layers(data: ReportData): string {
  const structure = winnersStructure(data);
  const rows = structureRows(structure).map(({ block, layer, output, parameters }) => [
    block,
    plain(layer),
    output,
    formatCount(parameters),
  ]);
  return table(
    ['block', 'layer', 'output', 'parameters'],
    [['Input', '', shapeInWords(structure.input), ''], ...rows],
    3,
  );
}

/** How the winner came about and what mattered, as a paragraph of its own; empty where there is nothing to tell. */
function why({ verdict }: ReportData): string {
  const sentences = [pathInWords(verdict), importanceInWords(verdict), gainInWords(verdict)].filter(
    (sentence) => sentence !== undefined,
  );
  return sentences.length === 0 ? '' : `\n${plain(sentences.join(' '), 1200)}\n`;
}

const inputInWords = ({ kind, featureShape, columns }: ReportData['dataset']): string =>
  kind === 'images'
    ? `images of ${featureShape.join(' × ')}`
    : plural(columns.filter(({ features }) => features.length > 0).length, 'column');

/** What the model is, what it was made of, how good it is and where that ends, in Markdown. Pure: same data, same text. */
export function renderModelCard(data: ReportData): string {
  const { dataset, verdict } = data;
  const { winner, test } = verdict;
  const metric = metricLabel(verdict.metric);
  const choice = choiceInWords(verdict);
  const settings = Object.entries(winner.candidate).map(([name, value]) => [
    plain(parameterLabel(name)),
    plain(valueLabel(value)),
  ]);
  return `# ${plain(data.title)}

Predicts **${plain(dataset.target)}** (${taskLabels[dataset.task].toLowerCase()}) from ${inputInWords(dataset)}. ${capitalise(metric)} on ${plural(verdict.testRows, 'sealed test row')}: **${formatScore(test.value)}**, 95 % interval ${formatScore(test.low)} to ${formatScore(test.high)}. ${plain(comparisonInWords(verdict), 600)}

## Model

${plain(winnerInWords(data), 1000)}

- Trainable parameters: ${formatCount(winner.parameters)}
- Refitted on all rows but the test rows for ${plural(winner.epochs, 'epoch')}
- Validation score${choice === undefined ? ' that chose it' : ''}: ${formatScore(winner.validationScore)}${choice === undefined ? '' : `\n- ${plain(choice, 1500)}`}
- Candidate \`${winner.candidateId.replace(/[^\w.-]/g, '')}\` of search \`${verdict.searchId.replace(/[^\w.-]/g, '')}\`

${layers(data)}

${table(['hyperparameter', 'value'], settings)}

## Data

${dataParagraph(data)}

## Results

On the test rows, which no trial saw. ${verdict.maximise ? 'Higher' : 'Lower'} ${metric} is better.

${[metricsTable(data), baselineNotes(data), plain(championInWords(verdict) ?? '', 600)].filter((part) => part !== '').join('\n\n')}

The search tried ${listed([
    `${plural(verdict.candidates.completed, 'candidate')} to the end`,
    `${formatCount(verdict.candidates.stopped)} stopped early`,
    `${formatCount(verdict.candidates.failed)} that failed`,
  ])}. It ended because: ${plain(verdict.endedBecause, 400)}
${why(data)}
## How to load it

\`\`\`js
import * as tf from '@tensorflow/tfjs-node';

const model = await tf.loadLayersModel('file://model/model.json');
const prediction = model.predict(tf.tensor(rows)); // [rows, ${dataset.featureShape.join(', ')}]
\`\`\`

In a browser, import \`@tensorflow/tfjs\` and give the address of \`model.json\`. ${
    dataset.kind === 'images'
      ? `The model takes features, not raw pixels:
bring images to its size, then (pixel − mean) / scale of each channel, as the preprocessing saved beside it says.`
      : `The model takes features, not raw columns:
encode them with the preprocessing saved beside it (medians, means, scales and categories of the training rows).`
  }
${output(data)}

## Limits

${limits(data)}
`;
}
