import { expect, it } from 'vitest';
import { stoppable } from '../../local/stoppable.ts';
import { memoryStore } from '../../storage/memory.ts';

it('cleans up in reverse order, whether the body ends or throws', async () => {
  const undone: string[] = [];
  const body = (result: () => number) =>
    stoppable(undefined, memoryStore(), async (_store, { add }) => {
      add(async () => void undone.push('first'));
      add(async () => void undone.push('second'));
      return result();
    });
  expect(await body(() => 7)).toBe(7);
  const thrown = body(() => {
    throw new Error('mistake');
  });
  await expect(thrown).rejects.toThrow('mistake');
  expect(undone).toEqual(['second', 'first', 'second', 'first']);
});

it('ends on the signal, and lets nothing be written or left over after it', async () => {
  const store = memoryStore();
  const controller = new AbortController();
  const undone: string[] = [];
  let late: Promise<unknown> | undefined;
  let goOn = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (goOn = resolve));
  const running = stoppable(controller.signal, store, async (guarded, { add }) => {
    await guarded.write('before', 'x');
    controller.abort();
    await waiting;
    add(async () => void undone.push('late'));
    late = guarded.write('after', 'x');
    await late;
  });
  await expect(running).rejects.toMatchObject({ name: 'Interrupted' });
  goOn();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(late).rejects.toMatchObject({ name: 'Interrupted' });
  expect(undone).toEqual(['late']);
  expect(await store.list('')).toEqual(['before']);
});
