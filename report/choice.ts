import { type CostName, type Costs, costNameSchema } from '../shared/costs.ts';
import type { Verdict } from '../shared/result.ts';
import { formatNumber, formatScore } from './page/format.js';
import { listed, plural, shortened } from './words.ts';

export const costLabels: Readonly<Record<CostName, string>> = {
  bytes: 'bytes',
  multiplyAdds: 'multiply-adds',
  latency: 'latency (µs)',
  dollars: 'dollars to train',
};

const costInWords: Readonly<Record<CostName, (value: number) => string>> = {
  bytes: (value) => plural(Math.round(value), 'byte'),
  multiplyAdds: (value) => `${plural(Math.round(value), 'multiply-add')} a row`,
  latency: (value) => `${formatNumber(value)} µs a row (predicted)`,
  dollars: (value) => `$${formatNumber(value)} to train (predicted)`,
};

/** "1,240 bytes and 560 µs a row (predicted)"; empty where there are none. */
export const costsInWords = (costs: Costs): string =>
  listed(
    costNameSchema.options.flatMap((name) => {
      const value = costs[name];
      return value === undefined ? [] : [costInWords[name](value)];
    }),
  );

/** How the winner was chosen, what it costs and what it was chosen from; undefined where the best score won. */
export function choiceInWords({ choice }: Verdict): string | undefined {
  if (choice === undefined) return undefined;
  const { by, costs, front } = choice;
  const cost = costsInWords(costs);
  const sentences = [
    `Chosen by ${shortened(by, 600)}.`,
    cost === '' ? undefined : `It has ${cost}.`,
    front === undefined ? undefined : frontInWords(front),
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

type Front = NonNullable<NonNullable<Verdict['choice']>['front']>;

function frontInWords({ candidates, hypervolume, reference }: Front): string {
  const { score, ...costs } = reference;
  const corner = [score === undefined ? undefined : `score ${formatScore(score)}`, costsInWords(costs)].filter(
    (part) => part !== undefined && part !== '',
  );
  const others = candidates.length === 1 ? 'the one candidate' : `the ${candidates.length} candidates`;
  return `The front holds ${others} that no other beats by every objective; its hypervolume is ${formatScore(hypervolume)}, as a share of the box up to ${corner.join(', ')}.`;
}
