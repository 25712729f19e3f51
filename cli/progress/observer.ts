import type { SearchEvent } from '../../shared/steps/context.ts';

/** Watches a search and says how it goes. */
export interface SearchObserver {
  onEvent(event: SearchEvent): void;
  /** What earlier runs of the same search did. */
  onResume(earlier: { readonly trials: number; readonly best?: number | undefined }): void;
  /** Something to say in between. */
  note(text: string): void;
  /** Nothing is drawn any more: what is printed next stands at the end. */
  close(): void;
}

/** Says nothing but what has to be said. */
export const silentObserver = (say: (text: string) => void): SearchObserver => ({
  onEvent: () => undefined,
  onResume: () => undefined,
  note: say,
  close: () => undefined,
});
