import type { ArtifactStore } from '../../shared/artifact-store.ts';
import type { StepContext } from '../../shared/steps/context.ts';
import { logEvent } from './log.ts';

/** What every step has of the world. */
export const stepContext = (store: ArtifactStore): StepContext => ({ store, now: () => Date.now(), emit: logEvent });
