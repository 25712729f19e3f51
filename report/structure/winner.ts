import { outputsOf } from '../../shared/dataset.ts';
import { networkOf } from '../../shared/network.ts';
import type { ReportData } from '../../shared/result.ts';
import { type Structure, structureOf } from './structure.ts';

/** The winner's structure. Throws SearchError InvalidSpec where its candidate stands for no network. */
export const winnersStructure = ({ dataset, verdict }: ReportData): Structure =>
  structureOf(networkOf(verdict.winner.candidate, dataset.featureShape, outputsOf(dataset), dataset.vocabulary));
