import { costNameSchema } from '../costs.ts';
import type { MetricName } from '../metrics.ts';
import { maximises } from '../metrics.ts';
import { constraintText } from '../objectives/constraint.ts';
import { broken, paretoFront } from '../objectives/front.ts';
import type { Goals } from '../objectives/goals.ts';
import type { Leaderboard, LeaderboardRow } from '../result.ts';
import type { Observation } from '../trial.ts';

/**
 * Every candidate at the largest budget it completed, best first. A larger budget ranks before a smaller one, whatever the
 * scores: those of different budgets do not compare. Ties go to the lower loss, then to the smaller network. With `goals` the
 * rows say what they cost, which constraints they break and whether they are on the front.
 */
export function leaderboardOf(history: readonly Observation[], metric: MetricName, goals?: Goals): Leaderboard {
  const maximise = maximises(metric);
  const rows = new Map<string, Omit<LeaderboardRow, 'rank'>>();
  const failures = new Map<string, Leaderboard['failed'][number]>();
  for (const {
    candidateId,
    candidate,
    epochs,
    score,
    deviation,
    loss,
    bestEpoch,
    parameters,
    costs,
    ...rest
  } of history) {
    if (rest.state === 'failed') {
      failures.set(candidateId, { candidateId, reason: rest.reason ?? 'error', candidate });
    } else if (score !== undefined && epochs > (rows.get(candidateId)?.epochs ?? 0)) {
      rows.set(candidateId, {
        candidateId,
        score,
        deviation,
        loss: loss ?? 0,
        epochs,
        bestEpoch: bestEpoch ?? epochs,
        parameters: parameters ?? 0,
        candidate,
        costs,
      });
    }
  }
  const order = (left: Omit<LeaderboardRow, 'rank'>, right: Omit<LeaderboardRow, 'rank'>): number =>
    right.epochs - left.epochs ||
    (maximise ? right.score - left.score : left.score - right.score) ||
    left.loss - right.loss ||
    left.parameters - right.parameters ||
    (left.candidateId < right.candidateId ? -1 : 1);
  const ranked = [...rows.values()].sort(order).map((row, index) => ({ rank: index + 1, ...row }));
  return {
    metric,
    maximise,
    rows: goals === undefined ? ranked : judgedBy(goals, ranked),
    failed: [...failures.values()].filter(({ candidateId }) => !rows.has(candidateId)),
  };
}

/** Only what was trained as far as the best can be on the front: scores of different budgets do not compare. */
function judgedBy(goals: Goals, rows: readonly LeaderboardRow[]): LeaderboardRow[] {
  const judged = rows.map((row) => {
    const breaks = broken(row, goals.constraints).map(constraintText);
    return breaks.length === 0 ? row : { ...row, breaks };
  });
  if (goals.minimise.length === 0) return judged;
  const comparable = judged.filter(({ epochs }) => epochs === judged[0]?.epochs);
  const kept = comparable.filter(({ breaks }) => breaks === undefined);
  const front = new Set<LeaderboardRow>(paretoFront(kept.length === 0 ? comparable : kept, goals));
  return judged.map((row) => ({ ...row, onFront: front.has(row) }));
}

const cell = (value: string | number | boolean | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The rows as CSV, a column a cost that was used and a hyperparameter, in the space's order. */
export function leaderboardCsv({ rows }: Leaderboard, parameters: readonly string[]): string {
  const facts = ['rank', 'candidateId', 'score', 'deviation', 'loss', 'epochs', 'bestEpoch', 'parameters'] as const;
  const costs = costNameSchema.options.filter((name) => rows.some((row) => row.costs?.[name] !== undefined));
  const front = rows.some(({ onFront }) => onFront !== undefined) ? ['onFront'] : [];
  const lines = rows.map((row) => [
    ...facts.map((fact) => row[fact]),
    ...costs.map((name) => row.costs?.[name]),
    ...front.map(() => row.onFront),
    ...parameters.map((name) => (Object.hasOwn(row.candidate, name) ? row.candidate[name] : undefined)),
  ]);
  return [[...facts, ...costs, ...front, ...parameters], ...lines]
    .map((line) => `${line.map(cell).join(',')}\n`)
    .join('');
}
