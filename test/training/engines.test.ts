import { describe, expect, it } from 'vitest';
import { type Engine, loadEngine } from '../../training/engine.ts';
import { createTrainer } from '../../training/trainer.ts';
import { useEngine } from './engine.ts';
import { expectSameTrial, train } from './outcomes.ts';
import { mixedCandidates, packOf, table } from './tables.ts';

/** Runs the same on the native engine and then on wasm. */
async function onBoth<T>(run: (engine: Engine) => T | Promise<T>): Promise<[T, T]> {
  await loadEngine('native');
  const native = await run('native');
  await loadEngine('wasm');
  return [native, await run('wasm')];
}

describe('the wasm engine', () => {
  useEngine();

  it.each([
    { normalisation: 'none', classes: 3 },
    { normalisation: 'batch', classes: 1 },
    { normalisation: 'layer', classes: 2 },
  ] as const)('trains as the native one does: normalisation $normalisation, outputs $classes', async (kind) => {
    const request = packOf(mixedCandidates(7, kind.normalisation), {
      data: table({ classes: kind.classes }),
      checkpoints: true,
    });
    const [native, wasm] = await onBoth(() => train(request));
    for (const [index, outcome] of wasm.entries()) expectSameTrial(outcome, native[index]);
  });

  // Where batch normalisation follows a maximum that elu leaves as it is, the gradient of a shift before it is rounding alone.
  it.each([
    { normalisation: 'none', pool: 'max' },
    { normalisation: 'batch', pool: 'average' },
  ] as const)('trains convolutions as the native one does: %j', async ({ normalisation, pool }) => {
    const images = { ...table({ columns: 24 }), featureShape: [4, 3, 2] };
    const candidates = mixedCandidates(4, normalisation).map((candidate, index) => ({
      ...candidate,
      stages: 2,
      filters: 3 + index,
      widen: 2 - index / 4,
      pool,
    }));
    const request = packOf(candidates, { data: images, epochs: 6, checkpoints: true });
    const [native, wasm] = await onBoth(() => train(request));
    for (const [index, outcome] of wasm.entries()) expectSameTrial(outcome, native[index]);
  });

  it('goes on from the native one’s checkpoint', async () => {
    const request = packOf(mixedCandidates(5), { checkpoints: true });
    const trials = packOf(mixedCandidates(5), { epochs: 5 }).trials;
    const [whole, half] = await onBoth((engine) => train(engine === 'native' ? request : { ...request, trials }));
    await loadEngine('native');
    const rest = train({
      ...request,
      trials: request.trials.map((trial, index) => {
        const outcome = half[index];
        return outcome?.state === 'completed' ? { ...trial, checkpoint: outcome.checkpoint } : trial;
      }),
    });
    for (const [index, outcome] of rest.entries()) expectSameTrial(outcome, whole[index]);
  });

  it('fits and predicts as the native one does', async () => {
    const data = table();
    const candidate = mixedCandidates(4, 'batch')[3] ?? {};
    const [native, wasm] = await onBoth(async (engine) => {
      const trainer = await createTrainer({ engine });
      const saved = await trainer.fit({ data, candidate, epochs: 6, fullEpochs: 6, seed: 3 });
      return { saved, predictions: await trainer.predict(saved, data.features, data.rows, data.featureShape) };
    });
    expect(wasm.predictions).toHaveLength(data.rows * data.outputs);
    for (const [index, value] of wasm.predictions.entries()) expect(native.predictions[index]).toBeCloseTo(value, 5);
    // A model is no engine's own: wasm, which is in use now, opens what the native one saved.
    const trainer = await createTrainer({ engine: 'wasm' });
    const opened = await trainer.predict(native.saved, data.features, data.rows, data.featureShape);
    for (const [index, value] of opened.entries()) expect(native.predictions[index]).toBeCloseTo(value, 6);
  });
});
