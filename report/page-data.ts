import type { ParameterValue } from '../shared/candidate.ts';
import type { LeaderboardRow, ReportData } from '../shared/result.ts';
import type { LearningCurve, Observation } from '../shared/trial.ts';
import { type ConfusionTable, confusionTable } from './confusion.ts';
import { type PageForecasts, pageForecasts } from './forecasts.ts';
import { frontData, type PageFront } from './front-data.ts';
import { describeParameters, type PageParameter } from './parameters.ts';
import { sampleEvenly, scoreRange } from './sample.ts';
import { capitalise, metricLabel, parameterLabel, shortened, valueLabel } from './words.ts';

/** An observation with a score. `values` follow `PageData.parameters`. */
export interface PagePoint {
  readonly id: string;
  /** 1-based place in the history. */
  readonly trial: number;
  readonly score: number;
  readonly epochs: number;
  readonly values: readonly (number | null)[];
}

interface PageCurve {
  readonly id: string;
  readonly label: string;
  /** The epoch of each point: curves are thinned. */
  readonly epochs: readonly number[];
  readonly trainingLoss: readonly number[];
  readonly validationLoss: readonly number[];
  readonly validationScore: readonly number[];
}

/** A hyperparameter of a leaderboard row: what is shown, and what is sorted by. */
interface PageSetting {
  readonly name: string;
  readonly text: string;
  readonly value: ParameterValue;
}

export interface PageRow extends Omit<LeaderboardRow, 'candidate'> {
  readonly settings: readonly PageSetting[];
}

/** What the page's scripts draw, small enough to be part of the page whatever the size of the history. */
export interface PageData {
  readonly metric: { readonly label: string; readonly maximise: boolean };
  readonly winner: string;
  /** The winner first, then the baselines, on the sealed rows. */
  readonly comparison: readonly {
    readonly name: string;
    readonly value: number;
    readonly interval?: readonly [number, number];
  }[];
  readonly parameters: readonly PageParameter[];
  readonly points: readonly PagePoint[];
  /** The best score so far, at each trial that raised it and at the last. */
  readonly incumbent: readonly (readonly [number, number])[];
  /** Places in the history that have no score. */
  readonly failures: readonly { readonly trial: number; readonly reason: string }[];
  readonly trials: number;
  readonly scoreRange: readonly [number, number];
  readonly curves: readonly PageCurve[];
  /** Where costs counted beside the score. */
  readonly front?: PageFront;
  readonly confusion?: ConfusionTable;
  /** Of a series. */
  readonly forecasts?: PageForecasts;
  /** Truth and prediction. */
  readonly predictions?: readonly (readonly [number, number])[];
  readonly rows: readonly PageRow[];
  /** Names and labels of the hyperparameters that have a column of their own. */
  readonly columns: readonly { readonly name: string; readonly label: string }[];
}

/** More marks than this make an SVG slow to draw and no clearer. */
const limits = { points: 1500, failures: 120, curves: 20, epochs: 300, rows: 1000, columns: 12, parameters: 24 };

/** Every rise of the best score and an even sample of the rest, in order. */
function drawnPoints(scored: readonly ScoredObservation[], rises: ReadonlySet<number>): ScoredObservation[] {
  const others = scored.filter(({ trial }) => !rises.has(trial));
  const kept = new Set(sampleEvenly(others, Math.max(2, limits.points - rises.size)).map(({ trial }) => trial));
  return scored.filter(({ trial }) => rises.has(trial) || kept.has(trial));
}

interface ScoredObservation {
  readonly trial: number;
  readonly score: number;
  readonly observation: Observation;
}

function incumbentLine(scored: readonly ScoredObservation[], maximise: boolean): ScoredObservation[] {
  const line: ScoredObservation[] = [];
  for (const item of scored) {
    const best = line.at(-1)?.score;
    if (best === undefined || (maximise ? item.score > best : item.score < best)) line.push(item);
  }
  return line;
}

/** Six significant digits are more than a plot can show, and half the bytes. */
const brief = (value: number): number => Number(value.toPrecision(6));

function pageCurve(candidateId: string, curve: LearningCurve, rank: number | undefined): PageCurve {
  const { trainingLoss, validationLoss, validationScore } = curve;
  const length = Math.max(trainingLoss.length, validationLoss.length, validationScore.length);
  const epochs = sampleEvenly(
    Array.from({ length }, (_item, index) => index + 1),
    limits.epochs,
  );
  const thin = (values: readonly number[]) => epochs.flatMap((epoch) => values[epoch - 1] ?? []).map(brief);
  return {
    id: candidateId,
    label: `${rank === undefined ? '' : `#${rank} · `}${candidateId.slice(0, 8)}`,
    epochs,
    trainingLoss: thin(trainingLoss),
    validationLoss: thin(validationLoss),
    validationScore: thin(validationScore),
  };
}

const pageRow = ({ candidate, ...row }: LeaderboardRow): PageRow => ({
  ...row,
  settings: Object.entries(candidate).map(([name, value]) => ({
    name,
    text: shortened(valueLabel(value)),
    value: typeof value === 'string' ? shortened(value) : value,
  })),
});

/** The report's data as the page's scripts take it. Pure: same data, same page. */
export function pageData(data: ReportData): PageData {
  const { verdict, leaderboard } = data;
  const { maximise } = verdict;
  // That a candidate was stopped is a decision about it: it is drawn where it was scored.
  const history = data.history.filter(({ state }) => state !== 'stopped');
  const scored = history.flatMap((observation, index) =>
    observation.score === undefined ? [] : [{ trial: index + 1, score: observation.score, observation }],
  );
  const failures = history.flatMap((observation, index) =>
    observation.score === undefined ? [{ trial: index + 1, reason: observation.reason ?? observation.state }] : [],
  );
  const rises = incumbentLine(scored, maximise);
  const last = rises.at(-1);
  const { varied } = describeParameters(scored.map(({ observation }) => observation.candidate));
  const drawn = varied.slice(0, limits.parameters);
  const rows = leaderboard.rows.slice(0, limits.rows);
  const columns = describeParameters(rows.map(({ candidate }) => candidate)).varied.slice(0, limits.columns);
  const ranks = new Map(rows.map(({ candidateId, rank }) => [candidateId, rank]));
  const front = frontData(data);
  const forecasts = pageForecasts(data);
  const confusion = verdict.confusion && confusionTable(data.dataset.classes, verdict.confusion);
  return {
    metric: { label: capitalise(metricLabel(verdict.metric)), maximise },
    winner: verdict.winner.candidateId,
    comparison: [
      { name: 'This model', value: verdict.test.value, interval: [verdict.test.low, verdict.test.high] },
      ...verdict.baselines.slice(0, 12).flatMap(({ name, metrics }) => {
        const value = metrics[verdict.metric];
        return value === undefined ? [] : [{ name: shortened(name, 40), value }];
      }),
    ],
    parameters: drawn.map(({ parameter }) => parameter),
    points: drawnPoints(scored, new Set(rises.map(({ trial }) => trial))).map(({ trial, score, observation }) => ({
      id: shortened(observation.candidateId),
      trial,
      score: brief(score),
      epochs: observation.epochs,
      values: drawn.map(({ place }) => place(observation.candidate)),
    })),
    incumbent: [...rises, ...(last === undefined ? [] : [{ ...last, trial: history.length }])].map(
      ({ trial, score }) => [trial, brief(score)] as const,
    ),
    failures: [...sampleEvenly(failures, limits.failures)],
    trials: history.length,
    scoreRange: scoreRange(
      scored.map(({ score }) => score),
      maximise,
    ),
    curves: data.curves
      .slice(0, limits.curves)
      .map(({ candidateId, curve }) => pageCurve(shortened(candidateId), curve, ranks.get(candidateId))),
    ...(front && { front }),
    ...(confusion && { confusion }),
    ...(forecasts && { forecasts }),
    ...(verdict.predictions && {
      predictions: verdict.predictions.map(({ truth, predicted }) => [brief(truth), brief(predicted)] as const),
    }),
    rows: rows.map(pageRow),
    columns: columns.map(({ parameter: { name } }) => ({ name, label: parameterLabel(name) })),
  };
}
