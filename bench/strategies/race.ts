import { createRandom } from '../../shared/random.ts';
import type { Journal } from './journal.ts';
import { fromPeer, peerSpace } from './peer-space.ts';
import { ownProposer, type Proposer, peerProposer } from './proposer.ts';
import type { Run, RunResult } from './run.ts';
import { regretsOf, type Tried } from './task.ts';

/**
 * Runs them all, in `lanes` processes at once for the strategies of each kind. A space with fewer candidates than trials ends early; the
 * regret stays what it is.
 */
export async function race(
  runs: readonly Run[],
  {
    trials,
    lanes,
    journal,
    done,
  }: {
    readonly trials: number;
    readonly lanes: number;
    readonly journal: Journal;
    readonly done: (result: RunResult) => void;
  },
): Promise<RunResult[]> {
  const results = new Map<Run, RunResult>(
    runs.flatMap((run) => {
      const result = journal.find(run);
      return result === undefined ? [] : [[run, result] as const];
    }),
  );
  const queue = runs.filter((run) => !results.has(run));
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const proposers = new Map<string, Proposer>();
      try {
        for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
          const { requirements } = run.contender;
          const kind = requirements ?? '';
          const proposer =
            proposers.get(kind) ?? (requirements === undefined ? ownProposer() : peerProposer(requirements));
          proposers.set(kind, proposer);
          const result = await runOne(run, proposer, trials);
          results.set(run, result);
          journal.add(result);
          done(result);
        }
      } finally {
        for (const proposer of proposers.values()) proposer.end();
      }
    }),
  );
  return runs.flatMap((run) => results.get(run) ?? []);
}

async function runOne(run: Run, proposer: Proposer, trials: number): Promise<RunResult> {
  const { contender, task, objective, seed } = run;
  const { strategy, batch, requirements } = contender;
  const isPeer = requirements !== undefined;
  const noise = createRandom(`noise/${task.name}/${seed}`);
  const tried: Tried[] = [];
  let seconds = 0;
  let told: number[] | undefined;
  while (tried.length < trials) {
    const ask = Math.min(batch, trials - tried.length);
    const answer = await proposer.request(
      told === undefined
        ? {
            begin: {
              strategy,
              seed,
              space: isPeer ? peerSpace(task.space) : task.space,
              maximise: task.maximise,
              deterministic: objective === 'mean',
              trials,
              batch,
            },
            ask,
          }
        : { tell: told, ask },
    );
    seconds += answer.seconds;
    if (answer.candidates.length === 0) break;
    const round = answer.candidates.map((given): Tried => {
      const candidate = isPeer ? fromPeer(task.space, given) : given;
      const value = task.value(candidate);
      return { value, told: objective === 'drawn' ? (task.draw?.(candidate, noise) ?? value) : value };
    });
    told = round.map((each) => each.told);
    tried.push(...round);
  }
  const regrets = regretsOf(task, tried);
  const last = regrets.at(-1) ?? Number.NaN;
  return { ...run, regrets: Array.from({ length: trials }, (_, at) => regrets[at] ?? last), seconds };
}
