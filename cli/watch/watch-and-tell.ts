import { plural } from '../../report/words.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { artifactPath } from '../artifact-path.ts';
import type { CliContext } from '../context.ts';
import { formatDollars } from '../estimate/estimate-lines.ts';
import type { FoundSearch } from '../find-search.ts';
import { onInterrupt } from '../interrupts.ts';
import { datasetName } from '../list/search-summary.ts';
import { jsonLine } from '../progress/json-progress.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';
import { readDollars } from '../read-dollars.ts';
import { printable } from '../terminal/text-width.ts';
import { verdictLine, verdictLines } from '../verdict-lines.ts';
import { type Watched, watchSearch } from './watch-search.ts';

/** Watches a search to its end, and tells what came out. Throws what `watchSearch` does. */
export async function watchAndTell(found: FoundSearch, kind: ProgressKind, context: CliContext): Promise<void> {
  const interrupt = onInterrupt(() => undefined);
  try {
    const watched = await watchSearch(found, { kind, context, signal: interrupt.signal });
    await tellWatched(found, watched, kind, context);
  } finally {
    interrupt.release();
  }
}

async function tellWatched(
  { address, store, searchId, cloud }: FoundSearch,
  { verdict, status }: Watched,
  kind: ProgressKind,
  { out, program }: CliContext,
): Promise<void> {
  const { style } = out;
  const resultFolder = artifactPath(address, searchKeys(searchId).result);
  const dollars = cloud === undefined ? undefined : await readDollars(store, searchId, status.round);
  if (kind === 'json') out.write(jsonLine({ type: 'result', searchId, verdict, resultFolder, dollars }));
  else if (kind === 'quiet') out.print(verdictLine(verdict, resultFolder));
  else {
    const { completed, failed, stopped } = verdict.candidates;
    const counts = [
      plural(completed + failed + stopped, 'candidate'),
      failed > 0 ? `${failed} failed` : undefined,
      stopped > 0 ? `${stopped} stopped early` : undefined,
      dollars === undefined ? undefined : formatDollars(dollars),
    ].filter((part) => part !== undefined);
    out.print(
      `${style.green('✔')} ${style.bold(printable(datasetName(status.spec)))} (${searchId})`,
      `  ${counts.join(', ')}; ended because ${printable(verdict.endedBecause)}`,
      '',
      ...verdictLines({ address, verdict, style, width: out.width() }),
      ...(cloud === undefined ? [] : ['', 'Bring it here:', `  ${program} fetch ${searchId}`]),
    );
  }
}
