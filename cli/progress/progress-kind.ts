import type { CliContext } from '../context.ts';

/** How a search is shown: drawn in place, line by line, as JSON, or not at all. */
export type ProgressKind = 'live' | 'plain' | 'json' | 'quiet';

export interface ProgressFlags {
  readonly json?: true;
  readonly quiet?: true;
}

export function kindOf({ json, quiet }: ProgressFlags, { err }: Pick<CliContext, 'err'>): ProgressKind {
  if (json === true) return 'json';
  if (quiet === true) return 'quiet';
  return err.isLive ? 'live' : 'plain';
}
