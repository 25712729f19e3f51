import { specSchema } from '../../shared/spec.ts';
import { reopen } from '../../shared/steps/go-on.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { findArtifact, readArtifact } from '../../shared/steps/read-artifact.ts';
import { settingsSchema } from '../../shared/steps/settings.ts';
import type { CliContext } from '../context.ts';
import type { FoundSearch } from '../find-search.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';
import { watchAndTell } from '../watch/watch-and-tell.ts';
import { goOnInCloud } from './go-on-in-cloud.ts';
import { searchHere } from './search-here.ts';

export interface GoOn {
  /** Whether somebody is at the search now. */
  readonly atWork: boolean;
  readonly kind: ProgressKind;
  /** In the cloud: start it, and do not watch. */
  readonly detach: boolean;
}

/** Goes on with a search that has ended, where it lies, or watches it where somebody is at it. Throws as `Search` says. */
export async function goOnWith(found: FoundSearch, { atWork, kind, detach }: GoOn, context: CliContext): Promise<void> {
  const { cloud, store, searchId, address } = found;
  if (cloud !== undefined) {
    if (!atWork) await goOnInCloud({ ...found, cloud });
    if (!detach) await watchAndTell(found, kind, context);
    else context.out.print(`${searchId} goes on`, `  To watch it: ${context.program} watch ${searchId} --cloud`);
    return;
  }
  if (atWork) return watchAndTell(found, kind, context);
  const keys = searchKeys(searchId);
  const spec = { ...(await readArtifact(store, keys.spec, specSchema)), output: address };
  const settings = await findArtifact(store, keys.settings, settingsSchema);
  await reopen(store, searchId, { idle: true });
  const budget = settings?.budget ?? spec.budget;
  return searchHere({ spec, budget, notes: [], kind, fresh: false, isTrial: false }, context);
}
