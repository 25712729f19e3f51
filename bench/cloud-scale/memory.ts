import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deployment } from '../../shared/compute.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import type { Bucket } from './bucket.ts';

export type MeasuredStep = 'plan' | 'collect';

/** What one call of a step took in a process of its own. */
export interface ProcessTold {
  readonly startBytes: number;
  readonly peakBytes: number;
  readonly seconds: number;
}

export interface MemoryOfStep extends ProcessTold {
  readonly step: MeasuredStep;
  readonly round: number;
  /** Trials that have a result when the step is called. */
  readonly trials: number;
}

/** MiB of the heap: what Node takes of a function of 1,769 MiB, three quarters of it. */
const heap = 1327;

/**
 * Measures steps where the simulation stands: what a step reads is copied into a folder, and the step runs over it in a fresh
 * process. Peaks are of its resident set.
 */
export class MemoryProbe {
  readonly #folder = mkdtempSync(join(tmpdir(), 'modelscout-scale-'));
  readonly #copied = new Set<string>();
  readonly #bucket: Bucket;
  readonly #searchId: string;
  readonly #deployment: Deployment;

  constructor(bucket: Bucket, searchId: string, deployment: Deployment) {
    this.#bucket = bucket;
    this.#searchId = searchId;
    this.#deployment = deployment;
  }

  measure(step: MeasuredStep, round: number): MemoryOfStep {
    const { root } = searchKeys(this.#searchId);
    const all = this.#bucket.keys();
    const small = all.filter(
      (key) => !key.startsWith(`${root}/trials/`) && /\.(json|jsonl)$/.test(key) && !this.#copied.has(key),
    );
    for (const key of small) {
      this.#copy(key);
      this.#copied.add(key);
    }
    const results = step === 'collect' ? this.#resultsOf(round) : [];
    for (const key of results) this.#copy(key);
    const script = fileURLToPath(new URL('measured-step.ts', import.meta.url));
    const told = execFileSync(
      process.execPath,
      [`--max-old-space-size=${heap}`, '--import', 'tsx', script, step, this.#searchId, String(round), this.#folder],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DEPLOYMENT: this.#told() } },
    );
    rmSync(join(this.#folder, root, 'trials'), { recursive: true, force: true });
    const trials = all.filter((key) => key.endsWith('/result.json')).length;
    return { step, round, trials, ...(JSON.parse(told) as ProcessTold) };
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #told(): string {
    return JSON.stringify(this.#deployment);
  }

  #resultsOf(round: number): string[] {
    const keys = searchKeys(this.#searchId);
    const plan = planSchema.parse(JSON.parse(new TextDecoder().decode(this.#bucket.look(keys.plan(round)))));
    return plan.trials.map(({ id }) => keys.trial(id));
  }

  #copy(key: string): void {
    const bytes = this.#bucket.look(key);
    if (bytes === undefined) return;
    const path = join(this.#folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
