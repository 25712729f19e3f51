import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { verdictSchema } from '../../shared/result.ts';
import type { SpecInput } from '../../shared/spec.ts';
import type { SearchEvent } from '../../shared/steps/context.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { readArtifact } from '../../shared/steps/read-artifact.ts';
import { readSealedRows, readTrainingData } from '../../shared/steps/training-data.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { openStore } from '../../storage/index.ts';
import type { Searched } from './side.ts';

/** The rows as our search divided and encoded them: what the peers get. */
export interface Split {
  /** Its training and validation rows. */
  readonly fold: TrainingData;
  /** All rows but the sealed ones. */
  readonly refit: TrainingData;
  readonly sealed: { readonly features: Float32Array; readonly targets: Float32Array };
}

const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** Searches by the command line, in a process of its own: the clock starts when it is started. */
export async function searchOurs(
  spec: SpecInput,
  store: string,
): Promise<{ readonly searched: Searched; readonly split: Split; readonly candidates: number }> {
  const specFile = join(store, 'search.json');
  writeFileSync(specFile, JSON.stringify({ ...spec, output: store }));
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, ['--import', 'tsx', command, 'search', '--spec', specFile, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const trials: [number, number][] = [];
  let searchId = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as SearchEvent;
    if (event.type === 'started') searchId = event.searchId;
    if (event.type === 'pack-done' && event.best !== undefined) trials.push([elapsed(), event.best]);
  }
  const [code] = await exit;
  if (code !== 0) throw new Error(`The search ended with ${String(code)}`);
  const seconds = elapsed();
  const artifacts = openStore(store);
  const keys = searchKeys(searchId);
  const verdict = await readArtifact(artifacts, keys.verdict, verdictSchema);
  const { completed, stopped } = verdict.candidates;
  return {
    searched: { trials, test: verdict.test.value, seconds },
    split: {
      fold: await readTrainingData(artifacts, keys.fold(0)),
      refit: await readTrainingData(artifacts, keys.refit),
      sealed: await readSealedRows(artifacts, keys.sealed),
    },
    candidates: completed + stopped,
  };
}
