import { fileSource } from '../../data/file-source.ts';
import { findOrBegin, searchContent } from '../../local/search-identity.ts';
import type { DatasetSource } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import type { Spec } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import type { StackFlags } from '../cloud/cloud-options.ts';
import { type Cloud, openCloud } from '../cloud/open-cloud.ts';
import type { CliContext } from '../context.ts';
import { dollarRange, timeRange } from '../estimate/estimate-lines.ts';
import { onInterrupt } from '../interrupts.ts';
import { jsonLine } from '../progress/json-progress.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';
import type { SpecRead } from '../spec/read-spec.ts';
import { printable } from '../terminal/text-width.ts';
import { watchAndTell } from '../watch/watch-and-tell.ts';
import { isAtWork } from '../watch/watch-search.ts';
import { askBeforeStart } from './ask-before-start.ts';
import { type FoundInCloud, goOnInCloud } from './go-on-in-cloud.ts';
import { gridNote } from './search-here.ts';

export interface SearchInCloud extends SpecRead {
  readonly kind: ProgressKind;
  readonly fresh: boolean;
  readonly flags: StackFlags & { readonly detach?: true; readonly yes?: true };
}

/**
 * Searches in the deployed stack: uploads the dataset, says what it may cost, starts the workflow and watches it. The same
 * command again finds the same search, as on this machine. Throws SearchError CloudUnavailable, or as `watchSearch` does.
 */
export async function searchInCloud(request: SearchInCloud, context: CliContext): Promise<void> {
  const { spec, notes, kind, fresh, flags } = request;
  const cloud = await openCloud(flags, context);
  checkDeployment(spec, cloud);
  const say = sayer(kind, context);
  for (const note of [...notes, ...gridNote(spec)]) say(note);
  const source = await fileSource(spec.dataset);
  const content = await searchContent(spec, source);
  const known = (await cloud.store.list(`index/${content}/`)).length > 0 && !fresh;
  if (!known) await tellEstimate(spec, cloud, kind, context);
  if (!known && !(await askBeforeStart({ kind, yes: flags.yes === true }, context))) {
    throw new SearchError('Interrupted', 'nothing was started', { wayOut: '--yes starts it without a question' });
  }
  const { key, wasThere } = await upload(source, cloud, say);
  if (!wasThere) say(`uploaded ${printable(spec.dataset)}`);
  const { searchId } = await findOrBegin(cloud.store, content, { fresh, now: Date.now() });
  await writeSpec(cloud.store, searchId, { ...spec, dataset: key });
  const found = { address: cloud.address, store: cloud.store, cloud, searchId };
  const began = await startUnlessThere(found);
  if (kind === 'json') context.out.write(jsonLine({ type: 'started', searchId, resumed: known, began }));
  else
    say(
      `${known ? (began ? 'going on with' : 'there already:') : 'started'} search ${searchId} in ${cloud.stack.name}`,
    );
  if (flags.detach === true) tellDetached(searchId, kind, context);
  else await watchAndTell(found, kind, context);
}

/** What this stack cannot do is told before anything is uploaded. */
function checkDeployment({ engine, compute }: Spec, { stack }: Cloud): void {
  const { deployment, name } = stack;
  if (engine !== undefined && engine !== deployment.engine) {
    throw new SearchError('InvalidSpec', `The stack ${name} has the ${deployment.engine} engine, not ${engine}`, {
      place: { key: 'engine' },
      wayOut: 'Leave the engine to the stack, or deploy it with the other one',
    });
  }
  const { tier } = compute;
  if (tier !== 'auto' && deployment.tiers[tier] === undefined) {
    throw new SearchError('InvalidSpec', `The stack ${name} has no ${tier} tier`, {
      place: { key: 'compute.tier' },
      wayOut: `It has ${Object.keys(deployment.tiers).join(', ')}; deploy it with the tier, or use auto`,
    });
  }
}

/** The price comes first: what it will cost and take, from a few packs trained here. */
async function tellEstimate(spec: Spec, { stack }: Cloud, kind: ProgressKind, context: CliContext): Promise<void> {
  if (kind === 'quiet') return;
  const { estimateSearch } = await import('../estimate/estimate-search.ts');
  const interrupt = onInterrupt(() => undefined);
  try {
    const estimated = await estimateSearch({ spec, deployment: stack.deployment, signal: interrupt.signal });
    const { dollars, minutes } = estimated.estimate;
    if (kind === 'json') context.out.write(jsonLine({ type: 'estimate', dollars, minutes }));
    else context.err.print(`estimated: ${dollarRange(dollars)}, ${timeRange(minutes)}`);
  } finally {
    interrupt.release();
  }
}

function sayer(kind: ProgressKind, { out, err }: CliContext): (text: string) => void {
  if (kind === 'quiet') return () => undefined;
  return kind === 'json' ? (text) => out.write(jsonLine({ type: 'note', text })) : (text) => err.print(text);
}

async function upload(source: DatasetSource, { clients, stack }: Cloud, say: (text: string) => void) {
  const { uploadDataset } = await import('../../cloud/uploads.ts');
  let told = 0;
  return uploadDataset({ s3: clients.s3, bucket: stack.bucket }, source, (share) => {
    // A small file is up before anybody has read that it is under way.
    const tenth = Math.floor(share * 10);
    if (tenth > told && share < 1) say(`uploading: ${tenth * 10} %`);
    told = Math.max(told, tenth);
  });
}

/** Starts the workflow where the search has no verdict and nobody is at it. Answers whether it did. */
async function startUnlessThere(found: FoundInCloud): Promise<boolean> {
  const { store, searchId } = found;
  if ((await store.read(searchKeys(searchId).verdict)) !== undefined || (await isAtWork(found))) return false;
  await goOnInCloud(found);
  return true;
}

function tellDetached(searchId: string, kind: ProgressKind, { out, program }: CliContext): void {
  if (kind === 'json') return;
  if (kind === 'quiet') out.print(searchId);
  else {
    out.print(`To watch it: ${program} watch ${searchId} --cloud`, `To stop it:  ${program} stop ${searchId} --cloud`);
  }
}
