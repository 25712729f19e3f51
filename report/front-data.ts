import { type CostName, costNameSchema } from '../shared/costs.ts';
import { parseConstraint } from '../shared/objectives/constraint.ts';
import type { ReportData } from '../shared/result.ts';
import { costLabels } from './choice.ts';
import { sampleEvenly } from './sample.ts';
import { shortened } from './words.ts';

/** The score against each cost: what the page draws of several objectives and of bounds on costs. */
export interface PageFront {
  readonly costs: readonly {
    readonly label: string;
    /** Bounds that the winner was to keep. */
    readonly bounds: readonly number[];
  }[];
  /** Whether the front is a line: it is not where more than one cost is minimised. */
  readonly line: boolean;
  /** Candidates that were trained as far as the best, by rank. */
  readonly points: readonly {
    readonly id: string;
    readonly score: number;
    /** In the order of `costs`. */
    readonly costs: readonly number[];
    readonly onFront: boolean;
  }[];
}

/** Beside the front's. */
const mostPoints = 1000;

/** Undefined where the search asked for no costs. */
export function frontData({ leaderboard, verdict }: ReportData): PageFront | undefined {
  const { rows } = leaderboard;
  const names = costNameSchema.options.filter((name) => rows[0]?.costs?.[name] !== undefined);
  if (verdict.choice === undefined || names.length === 0) return undefined;
  const constraints = verdict.choice.constraints.map(parseConstraint);
  const comparable = rows.filter(({ epochs }) => epochs === rows[0]?.epochs);
  const minimised = Object.keys(verdict.choice.front?.best ?? {}).length - 1;
  const isDrawn = (row: (typeof rows)[number]): boolean =>
    row.onFront === true || row.candidateId === verdict.winner.candidateId;
  const others = new Set(
    sampleEvenly(
      comparable.filter((row) => !isDrawn(row)),
      mostPoints,
    ),
  );
  return {
    costs: names.map((name: CostName) => ({
      label: costLabels[name],
      bounds: constraints.filter(({ of }) => of === name).map(({ bound }) => bound),
    })),
    line: minimised === 1,
    points: comparable
      .filter((row) => isDrawn(row) || others.has(row))
      .map(({ candidateId, score, costs, onFront = false }) => ({
        id: shortened(candidateId),
        score,
        costs: names.map((name) => costs?.[name] ?? 0),
        onFront,
      })),
  };
}
