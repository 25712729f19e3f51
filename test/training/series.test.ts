import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../data/bytes-source.ts';
import { prepareDataset } from '../../data/prepare-dataset.ts';
import { fitBaselines } from '../../shared/baselines.ts';
import { gatherRows } from '../../shared/gather-rows.ts';
import { allMetrics } from '../../shared/metrics.ts';
import { createRandom } from '../../shared/random.ts';
import { parseSpec } from '../../shared/spec.ts';
import { useEngine } from './engine.ts';
import { completed, train } from './outcomes.ts';
import { packOf } from './tables.ts';

/** The logistic map x ← 3.8 x (1 − x), chaotic: a parabola, of which a straight line says little (May 1976). */
function logisticMap(rows: number): string {
  let x = 0.3;
  const lines = Array.from({ length: rows }, (_, row) => {
    x = 3.8 * x * (1 - x);
    return `${row},${x}`;
  });
  return ['step,value', ...lines].join('\n');
}

describe('a series', () => {
  useEngine();

  it('that no linear model forecasts is forecast by convolutions, two steps at once', async () => {
    const source = bytesSource('map.csv', new TextEncoder().encode(logisticMap(400)));
    const series = { horizon: 2, window: 4 };
    const spec = parseSpec({ dataset: 'map.csv', series, validation: { time: 'step' } });
    const data = (await prepareDataset(source, spec)).fold(0);
    const candidate = {
      convolutions: 1,
      kernel: 1,
      filters: 16,
      pool: 'none',
      depth: 1,
      width: 16,
      activation: 'tanh',
    };
    const [outcome] = train(packOf([{ ...candidate, learningRate: 0.02, batchSize: 32 }], { data, epochs: 80 }));
    const { score, metrics } = completed(outcome);
    expect(score).toBeGreaterThan(0.95);
    expect(metrics['r2']).toBe(score);

    const features = gatherRows(data.features, data.validation, 4);
    const { mean, scale } = data.targetScale ?? { mean: 0, scale: 1 };
    const truth = gatherRows(data.targets, data.validation, 2).map((value) => value * scale + mean);
    for (const { name, values } of fitBaselines({ data, features, random: createRandom(1) })) {
      expect(allMetrics('regression', { values, truth, outputs: 2 })['r2'], name).toBeLessThan(0.6);
    }
  });
});
