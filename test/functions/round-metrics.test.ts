import { expect, it, vi } from 'vitest';
import { writeJson } from '../../shared/artifact-store.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { memoryStore } from '../../storage/memory.ts';

const searchId = '20260101-000000-metrics';
const keys = searchKeys(searchId);

const observation = (candidateId: string, round: number, more: object) =>
  JSON.stringify({
    candidateId,
    candidate: {},
    epochs: 9,
    round,
    trials: [`${candidateId}-1`, `${candidateId}-2`],
    ...more,
  });

it('counts a round’s trials, its failures by reason and its dollars, as CloudWatch reads them from a log', async () => {
  // The library writes to a console of its own but where one develops.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.resetModules();
  const { countRound } = await import('../../functions/world/round-metrics.ts');
  const { metrics } = await import('../../functions/world/log.ts');
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const store = memoryStore();
  const good = { state: 'completed', score: 1, loss: 0 };
  await store.write(keys.observations(0), `${observation('a', 0, good)}\n`);
  await store.write(
    keys.observations(1),
    [
      observation('b', 1, good),
      observation('c', 1, { state: 'failed', reason: 'diverged' }),
      observation('d', 1, { state: 'failed', reason: 'lost' }),
      observation('e', 1, { state: 'failed', reason: 'lost' }),
    ].join('\n'),
  );
  await writeJson(store, keys.spent(1), {
    dollars: 0.25,
    training: 0.2,
    orchestration: 0.03,
    requests: 0.02,
    calls: 3,
    seconds: 100,
    predictedSeconds: 90,
    storedBytes: 1000,
    trials: {},
  });
  await countRound(store, { searchId, round: 1 });
  metrics.publishStoredMetrics();
  log.mockRestore();
  vi.unstubAllEnvs();
  const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const all = written.map(({ Trials, Dollars, FailedTrials, Reason }) => ({ Trials, Dollars, FailedTrials, Reason }));
  expect(all).toContainEqual({ Trials: 8, Dollars: 0.25 });
  expect(all).toContainEqual({ FailedTrials: 2, Reason: 'diverged' });
  expect(all).toContainEqual({ FailedTrials: 4, Reason: 'lost' });
  expect(JSON.stringify(written[0]?.['_aws'])).toContain('"Namespace":"Modelscout"');
});
