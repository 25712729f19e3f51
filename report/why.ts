import type { Share } from '../shared/proposal.ts';
import type { Verdict } from '../shared/result.ts';
import type { Why } from '../shared/why.ts';
import { formatCount, formatNumber, formatScore } from './page/format.js';
import { capitalise, listed, metricLabel, parameterLabel, plural, shortened, valueLabel } from './words.ts';

type Importance = NonNullable<Why['importance']>;
type ImportantParameter = Importance['parameters'][number];

/** Those that could be told from chance. */
export const decisive = ({ parameters }: Importance): ImportantParameter[] =>
  parameters.filter(({ share }) => share > 0);

/** "54 %"; "< 1 %" where rounding would leave nothing. */
export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(100 * share)} %`;

/** Parameters that a sentence names. */
const mostNamed = 4;

/** What mattered, in a sentence; undefined where there were too few candidates to tell. */
export function importanceInWords({ why }: Verdict): string | undefined {
  const { importance } = why ?? {};
  if (importance === undefined || importance.parameters.length === 0) return undefined;
  const found = decisive(importance);
  if (found.length === 0) {
    return `No hyperparameter told the best of ${plural(importance.candidates, 'candidate')} from the rest by more than chance would.`;
  }
  const [first] = found;
  if (found.length === 1 && first !== undefined) {
    return `Of the hyperparameters only ${shortened(parameterLabel(first.name), 40)} told the best candidates from the rest.`;
  }
  const named = found
    .slice(0, mostNamed)
    .map(({ name, share }) => `${shortened(parameterLabel(name), 40)} (${percent(share)})`);
  return `${capitalise(listed(named))} told the best candidates from the rest.`;
}

/** "0.0021 to 0.0173" or "adam, 9 of 10": what the best have. */
export function usualInWords({ usual, commonest, presentInBest }: ImportantParameter): string {
  if (commonest !== undefined) {
    return `${shortened(valueLabel(commonest.value), 40)}, ${commonest.inBest} of ${presentInBest}`;
  }
  if (usual === undefined) return '–';
  const { low, high } = usual;
  return low === high ? formatNumber(low) : `${formatNumber(low)} to ${formatNumber(high)}`;
}

const strategyWords: Readonly<Record<string, readonly [name: string, does: string]>> = {
  spec: ['You', 'candidates of the spec, or added by hand'],
  memory: ['Memory', 'what was best in earlier searches of similar data'],
  random: ['Random', 'independent draws'],
  grid: ['Grid', 'every combination in turn'],
  gp: ['Gaussian process', 'where a model of the scores expects the most'],
  tpe: ['TPE', 'values that are commoner among the good than among the rest'],
  bohb: ['BOHB', 'as TPE, by the largest budget that is known well enough'],
  sobol: ['Sobol', 'points spread evenly over the space'],
  evolution: ['Evolution', 'changes to the best of a few candidates'],
  nsga2: ['NSGA-II', 'crossings of candidates that no other beats'],
  greedy: ['Greedy growth', 'one change at a time to the best so far'],
  gradient: ['Gradient', 'what supernets and hypergradients lead to'],
  cmaes: ['CMA-ES', 'draws from a normal distribution that follows the best'],
  pbt: ['Population-based training', 'the weak go on from the strong, a little changed'],
  auto: ['Auto', 'the whole of a small space'],
};

/** A strategy's name, and what its candidates are. */
export const strategyInWords = (strategy: string): readonly [name: string, does: string] =>
  (Object.hasOwn(strategyWords, strategy) ? strategyWords[strategy] : undefined) ?? [shortened(strategy, 40), ''];

/** What a portfolio gave a strategy of the last round, and why. */
export const shareInWords = ({ count, of, hits, made }: Share): string =>
  `lately ${formatCount(count)} of ${formatCount(of)} a round${
    made === 0 ? '' : `: ${formatCount(hits)} of its last ${formatCount(made)} were among the best tenth`
  }`;

/** Names of hyperparameters as a person writes them, in a text that strategies made. */
export const spoken = (text: string, length = 300): string =>
  shortened(
    text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b|\bwidth\.\d+\b/g, (name) => parameterLabel(name)),
    length,
  );

/** What further candidates are expected to bring, in a sentence; undefined where there was no telling. */
export function gainInWords({ expectedGain, metric }: Pick<Verdict, 'expectedGain' | 'metric'>): string | undefined {
  if (expectedGain === undefined) return undefined;
  return formatScore(expectedGain) === formatScore(0)
    ? 'Twenty more candidates are expected to gain next to nothing on the validation rows.'
    : `Twenty more candidates are expected to gain ${formatScore(expectedGain)} ${metricLabel(metric)} at most on the validation rows.`;
}

/** Where the winner's first ancestor comes from, or it itself. */
export function startInWords({ path, relaxations }: Why): string {
  // What a supernet leaned to has a table of its own.
  if (relaxations?.supernets.some(({ ledToWinner }) => ledToWinner))
    return 'one of the likeliest networks of a supernet';
  if (relaxations?.descents.some(({ ledToWinner }) => ledToWinner)) return 'where hypergradients led';
  const { why, strategy } = path?.steps[0] ?? {};
  return why === undefined ? strategyInWords(strategy ?? '')[1] : spoken(why, 200);
}

/** How the winner came about, in a sentence; undefined where nothing is known of it. */
export function pathInWords({ why }: Verdict): string | undefined {
  const [first, ...others] = why?.path?.steps ?? [];
  if (why === undefined || first?.strategy === undefined) return undefined;
  const start = startInWords(why);
  const by = `proposed by ${strategyInWords(first.strategy)[0]}${start === '' ? '' : ` (${start})`}`;
  const changes = others.length + (why.path?.omitted ?? 0);
  return changes === 0
    ? `The winner was ${by}.`
    : `The winner began as a candidate ${by} and was changed ${changes === 1 ? 'once' : plural(changes, 'time')}.`;
}
