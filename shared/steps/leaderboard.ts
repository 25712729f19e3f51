import type { MetricName } from '../metrics.ts';
import { maximises } from '../metrics.ts';
import type { Leaderboard, LeaderboardRow } from '../result.ts';
import type { Observation } from '../trial.ts';

/**
 * Every candidate at the largest budget it completed, best first. A larger budget ranks before a smaller one, whatever the
 * scores: those of different budgets do not compare. Ties go to the lower loss, then to the smaller network.
 */
export function leaderboardOf(history: readonly Observation[], metric: MetricName): Leaderboard {
  const maximise = maximises(metric);
  const rows = new Map<string, Omit<LeaderboardRow, 'rank'>>();
  const failures = new Map<string, Leaderboard['failed'][number]>();
  for (const { candidateId, candidate, epochs, score, deviation, loss, bestEpoch, parameters, ...rest } of history) {
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
      });
    }
  }
  const order = (left: Omit<LeaderboardRow, 'rank'>, right: Omit<LeaderboardRow, 'rank'>): number =>
    right.epochs - left.epochs ||
    (maximise ? right.score - left.score : left.score - right.score) ||
    left.loss - right.loss ||
    left.parameters - right.parameters ||
    (left.candidateId < right.candidateId ? -1 : 1);
  return {
    metric,
    maximise,
    rows: [...rows.values()].sort(order).map((row, index) => ({ rank: index + 1, ...row })),
    failed: [...failures.values()].filter(({ candidateId }) => !rows.has(candidateId)),
  };
}

const cell = (value: string | number | boolean | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The rows as CSV, a column a hyperparameter, in the space's order. */
export function leaderboardCsv({ rows }: Leaderboard, parameters: readonly string[]): string {
  const facts = ['rank', 'candidateId', 'score', 'deviation', 'loss', 'epochs', 'bestEpoch', 'parameters'] as const;
  const lines = rows.map((row) => [
    ...facts.map((fact) => row[fact]),
    ...parameters.map((name) => (Object.hasOwn(row.candidate, name) ? row.candidate[name] : undefined)),
  ]);
  return [[...facts, ...parameters], ...lines].map((line) => `${line.map(cell).join(',')}\n`).join('');
}
