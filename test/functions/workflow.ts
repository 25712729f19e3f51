import { vi } from 'vitest';
import { deployment, lambdaContext } from './lambda-context.ts';

type Handler = (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<unknown>;
const steps = ['prepare', 'plan', 'train', 'collect', 'publish', 'fail', 'record-lost'] as const;

/** The functions of the workflow, over the store at an address. They read their environment once, when they are loaded. */
export async function loadFunctions(
  store: string,
): Promise<(step: (typeof steps)[number], event: object) => Promise<object>> {
  vi.stubEnv('STORE', store);
  vi.stubEnv('ENGINE', 'wasm');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('DEPLOYMENT', JSON.stringify(deployment));
  vi.resetModules();
  const handlers = new Map<string, Handler>();
  for (const step of steps) {
    const { handler } = (await import(`../../functions/${step}.ts`)) as { handler: Handler };
    handlers.set(step, handler);
  }
  return async (step, event) => {
    // As it comes from a state machine: JSON.
    const input: unknown = JSON.parse(JSON.stringify(event));
    return JSON.parse(JSON.stringify((await handlers.get(step)?.(input, lambdaContext())) ?? {})) as object;
  };
}

/** Prepare, then rounds, then publish: what the state machine does where nothing fails. Gives what publish gave. */
export async function runWorkflow(
  call: Awaited<ReturnType<typeof loadFunctions>>,
  searchId: string,
): Promise<Record<string, unknown>> {
  let state = (await call('prepare', { searchId })) as { searchId: string; round: number };
  for (;;) {
    const planned = (await call('plan', state)) as { packs: number; done: boolean };
    for (let pack = 0; pack < planned.packs; pack++) {
      const input = { searchId, round: state.round, pack };
      while (((await call('train', input)) as { paused: boolean }).paused);
    }
    const collected = (await call('collect', { searchId, round: state.round })) as { nextRound: number };
    if (planned.done) return (await call('publish', { searchId, round: state.round })) as Record<string, unknown>;
    state = { searchId, round: collected.nextRound };
  }
}
