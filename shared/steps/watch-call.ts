import type { PackControl, PackWatch } from '../trainer.ts';
import type { TrainContext } from './context.ts';
import { searchKeys } from './keys.ts';

/** Why a pack was paused: its call had to end, the search was asked to, or the pack has used up what it may. */
export type Pause = 'paused' | 'stopped' | 'dollars';

/** Milliseconds between two looks for a wish to stop: small packs have thousands of epochs in that time. */
const lookEvery = 5000;

export async function isStopped(store: TrainContext['store'], searchId: string): Promise<boolean> {
  return (await store.read(searchKeys(searchId).stop)) !== undefined;
}

/** Watches the pack of a call that began at `startedAt` and may train for `allowed` milliseconds. */
export function watchCall(
  { searchId, round, pack }: { readonly searchId: string; readonly round: number; readonly pack: number },
  { store, now, emit, call }: Pick<TrainContext, 'store' | 'now' | 'emit' | 'call'>,
  { startedAt, allowed }: { readonly startedAt: number; readonly allowed: number },
): { readonly watch: PackWatch; readonly pausedBy: () => Pause } {
  const { snapshot: snapshotKey } = searchKeys(searchId);
  let [lookedAt, savedAt] = [startedAt, startedAt];
  let reason: Pause = 'paused';
  const pause = (why: Pause): PackControl => {
    reason = why;
    return 'pause';
  };
  const goOn = (time: number): PackControl =>
    call?.saveEvery !== undefined && time - savedAt >= call.saveEvery ? 'save' : 'go-on';
  const decide = (mustEnd: boolean): PackControl | Promise<PackControl> => {
    if (mustEnd) return pause('paused');
    const time = now();
    if (time - startedAt >= allowed) return pause('dollars');
    if (time - lookedAt < lookEvery) return goOn(time);
    lookedAt = time;
    return isStopped(store, searchId).then((stopped) => (stopped ? pause('stopped') : goOn(time)));
  };
  const watch: PackWatch = {
    onEpoch(progress) {
      emit({ type: 'pack-progress', round, pack, progress });
      const mustEnd = call?.mustEnd() ?? false;
      return typeof mustEnd === 'boolean' ? decide(mustEnd) : mustEnd.then(decide);
    },
    async onSave(snapshot) {
      await store.write(snapshotKey(round, pack), snapshot);
      savedAt = now();
    },
  };
  return { watch, pausedBy: () => reason };
}
