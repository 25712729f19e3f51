import { appendFileSync } from 'node:fs';
import { SearchError } from '../../shared/errors.ts';
import type { Trainer } from '../../shared/trainer.ts';
import { fakeTrainer } from '../steps/fake-trainer.ts';

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a worker loads in place of training/. The environment says how it behaves. */
export async function createTrainer({ engine }: { engine: Trainer['engine'] }): Promise<Trainer> {
  if (engine === 'native')
    throw new SearchError('EngineUnavailable', 'The fake engine is wasm', { wayOut: 'Use wasm' });
  const { FAKE_PACK_MILLISECONDS = '0', FAKE_LOG, FAKE_DEADLY_DEPTH } = process.env;
  return fakeTrainer({
    engine,
    beforePack: async ({ trials }) => {
      if (FAKE_LOG !== undefined) appendFileSync(FAKE_LOG, `${process.pid} ${trials.length}\n`);
      const deadly = trials.some(({ candidate }) => String(candidate.depth) === FAKE_DEADLY_DEPTH);
      if (deadly) process.kill(process.pid, 'SIGKILL');
      await sleep(Number(FAKE_PACK_MILLISECONDS));
    },
  });
}
