import type { LayerKind } from '../../shared/layers.ts';
import { networkOf } from '../../shared/network.ts';
import type { ReportData } from '../../shared/result.ts';
import { candidateInWords, listed } from '../words.ts';
import { type Structure, structureOf } from './structure.ts';

/** The winner's structure. Throws SearchError InvalidSpec where its candidate stands for no network. */
export function winnersStructure({ dataset, verdict }: ReportData): Structure {
  const outputs = dataset.task === 'regression' ? (dataset.horizon ?? 1) : dataset.classes.length;
  return structureOf(networkOf(verdict.winner.candidate, dataset.featureShape, outputs));
}

const normalisationKinds: ReadonlySet<LayerKind> = new Set(['batchNormalization', 'layerNormalization']);

/** "3 × Convolution and 1 × Dense before the output": the layers that have weights, whatever their kinds. */
export function layersInWords({ stages }: Structure): string {
  const counts = new Map<string, number>();
  for (const { blocks, layers } of stages) {
    for (const { name, kind, parameters } of layers) {
      if (parameters === 0 || normalisationKinds.has(kind)) continue;
      counts.set(name, (counts.get(name) ?? 0) + blocks.length);
    }
  }
  return `${listed([...counts].map(([name, count]) => `${count} × ${name}`)) || 'No layers'} before the output`;
}

/** The winner in words: how it is built, how it is trained. */
export function winnerInWords(data: ReportData): string {
  const { candidate } = data.verdict.winner;
  const layers = data.dataset.featureShape.length > 1 ? layersInWords(winnersStructure(data)) : undefined;
  return candidateInWords(candidate, layers);
}
