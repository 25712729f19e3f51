import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Candidate, candidateSchema } from '../../shared/candidate.ts';
import { peerEnvironment } from '../peers/run-peer.ts';
import { peerPython, type Requirements } from '../peers/venv.ts';

/** How a run begins: the strategy, and what it may know of the task. */
export interface Beginning {
  readonly strategy: string;
  readonly seed: number;
  /** As the proposing side reads it. */
  readonly space: unknown;
  readonly maximise: boolean;
  /** Whether the same candidate always has the same value. */
  readonly deterministic: boolean;
  readonly trials: number;
  readonly batch: number;
  /** What was tried before, as the proposing side reads it; nothing where it is absent. */
  readonly history?: readonly { readonly candidate: Candidate; readonly value: number }[];
}

export type Request =
  | { readonly begin: Beginning; readonly ask: number }
  | { readonly tell: readonly number[]; readonly ask: number };

const answerSchema = z.strictObject({ candidates: z.array(candidateSchema), seconds: z.number().nonnegative() });
/** `seconds`: what telling and asking took the strategy. */
export type Answer = z.infer<typeof answerSchema>;

/** A process that proposes: run after run, one at a time. */
export interface Proposer {
  request(request: Request): Promise<Answer>;
  end(): void;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Our strategies in a process of their own, as the peers are. */
export const ownProposer = (): Proposer =>
  startProposer(process.execPath, ['--import', 'tsx', here('own-proposer.ts')]);

export const peerProposer = (requirements: Requirements): Proposer =>
  startProposer(peerPython(requirements), ['-B', here('../peers/strategy_peer.py')]);

function startProposer(command: string, given: readonly string[]): Proposer {
  const child = spawn(command, given, { stdio: ['pipe', 'pipe', 'inherit'], env: peerEnvironment() });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async request(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${given.at(-1)} ended at ${JSON.stringify(request).slice(0, 500)}`);
      return answerSchema.parse(JSON.parse(value));
    },
    end: () => {
      child.stdin.end();
    },
  };
}
