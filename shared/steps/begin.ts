import { z } from 'zod';
import { type ArtifactStore, readJson, writeJson } from '../artifact-store.ts';
import type { Candidate } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { contentHash } from '../hash.ts';
import { verdictSchema } from '../result.ts';
import { mergeSpec, parseSpec, type Spec } from '../spec.ts';
import { championSchema } from './champion.ts';
import type { StepContext } from './context.ts';
import { datasetFolder, failureKey, isBesides, isDatasetName, parseDatasetKey, settingsKey } from './dataset-key.ts';
import type { Failure } from './failure.ts';
import { reopen } from './go-on.ts';
import { modelKeys } from './keys.ts';
import { type Notice, refusedNotice } from './notice.ts';
import { findArtifact } from './read-artifact.ts';
import { writeSpec } from './settings.ts';
import { searchIdSchema } from './step-input.ts';

/** An object of the bucket, as a listing or an event tells of it. */
export interface StoredObject {
  readonly key: string;
  /** Its version, or its ETag: another when its bytes are others. */
  readonly version: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface BeginContext extends StepContext {
  readonly bucket: string;
  /** Now, in UTC and ISO 8601. */
  readonly clock: () => string;
  /** What a search goes by where its own settings say nothing. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Throws SearchError InvalidDataset where no reader knows the file's extension. */
  readonly checkFormat: (file: string) => void;
  readonly listObjects: (prefix: string) => Promise<StoredObject[]>;
  /** Starts the workflow under the search's name; does nothing where it was started before. */
  readonly startExecution: (searchId: string) => Promise<{ readonly execution: string; readonly started: boolean }>;
  /** Starts the workflow again under its next name. */
  readonly goOn: BeginContext['startExecution'];
}

/** EventBridge's `Object Created` of S3. Keys in it are as they are, not encoded for a URL. */
const uploadSchema = z.object({
  source: z.literal('aws.s3'),
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().default(0),
      etag: z.string().default(''),
      'version-id': z.string().optional(),
    }),
  }),
});

/** The ways to begin; `time` is ISO 8601. */
const beginInputSchema = z.union([
  uploadSchema,
  z.object({ schedule: z.string().max(256), dataset: z.string().max(1100), time: z.string().optional() }),
  z.object({ dataset: z.string().max(4096), spec: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ searchId: searchIdSchema }),
]);

export type BeginOutput =
  | { readonly searchId: string; readonly execution: string; readonly started: boolean }
  | { readonly ignored: string }
  | { readonly refused: Failure; readonly notice: Notice };

/** Larger ones do not fit the memory of the function that prepares them. */
const largestDataset = 2 * 1024 ** 3;

/**
 * Begins a search: for a dataset that was dropped into datasets/<name>/, for a schedule, for a caller; or goes on with one that
 * has ended. The same upload begins one search, however often its event comes. A dropped file that is no dataset is refused in
 * a record beside it. What a caller asked for is refused to the caller: throws SearchError InvalidSpec, InvalidDataset, NotFound.
 */
export async function begin(input: unknown, context: BeginContext): Promise<BeginOutput> {
  const parsed = beginInputSchema.safeParse(input);
  if (!parsed.success) {
    throw new SearchError('InvalidSpec', 'This begins no search', {
      wayOut: 'Send an S3 event, {dataset, spec?}, {schedule, dataset} or {searchId}',
      cause: parsed.error,
    });
  }
  const asked = parsed.data;
  if ('detail' in asked) return beginUpload(asked, context);
  if ('searchId' in asked) {
    await reopen(context.store, asked.searchId);
    return { searchId: asked.searchId, ...(await context.goOn(asked.searchId)) };
  }
  return 'schedule' in asked ? beginSchedule(asked, context) : beginCall(asked, context);
}

async function beginUpload(
  { time, detail: { bucket, object } }: z.infer<typeof uploadSchema>,
  context: BeginContext,
): Promise<BeginOutput> {
  const { key, size, etag } = object;
  if (bucket.name !== context.bucket) return { ignored: 'it lies in another bucket' };
  if (isBesides(key)) return { ignored: 'it is no dataset' };
  const upload = { key, size, version: object['version-id'] ?? etag };
  return refusing(key, context, async () => {
    const { name } = checkDataset(upload, context);
    const started = await start(upload, await specBeside(key, name, context), time, context);
    // It is about a file that was there before this one.
    const old = failureKey(key);
    if (old !== undefined) await context.store.delete(old);
    return started;
  });
}

/** A schedule names a dataset's folder, or one file in it. Nobody waits for the answer: what is wrong is recorded. */
async function beginSchedule(
  { dataset, time }: { readonly dataset: string; readonly time?: string },
  context: BeginContext,
): Promise<BeginOutput> {
  const path = keyIn(dataset, context)
    .replace(/^datasets\//, '')
    .replace(/\/$/, '');
  return refusing(dataset, context, async () => {
    const newest = path.includes('/') ? await find(`datasets/${path}`, context) : await newestOf(path, context);
    const { name } = checkDataset(newest, context);
    const spec = await specBeside(newest.key, name, context);
    const best = await championsCandidate(context.store, name);
    // Among other rows it may cost more than it did, and a candidate of the spec that breaks a constraint ends the search.
    const joins = best !== undefined && spec.constraints.length === 0;
    const warm = joins ? { ...spec, candidates: [best, ...spec.candidates] } : spec;
    return start(newest, warm, time, context);
  });
}

async function beginCall(
  { dataset, spec }: { readonly dataset: string; readonly spec?: Readonly<Record<string, unknown>> },
  context: BeginContext,
): Promise<BeginOutput> {
  const found = await find(keyIn(dataset, context), context);
  const dropped = parseDatasetKey(found.key);
  const file = found.key.slice(found.key.lastIndexOf('/') + 1);
  checkBytes(found, file, context);
  const name = typeof dropped === 'string' ? undefined : dropped.name;
  const asked =
    spec === undefined && name !== undefined
      ? await specBeside(found.key, name, context)
      : specOf({ ...(name === undefined ? {} : { name }), ...spec, dataset: found.key }, found.key, context);
  return start(found, asked, undefined, context, asked);
}

/** Throws SearchError InvalidDataset. */
function checkDataset(object: Pick<StoredObject, 'key' | 'size'>, context: BeginContext): { readonly name: string } {
  const parts = parseDatasetKey(object.key);
  if (typeof parts === 'string') throw new SearchError('InvalidDataset', `This is no dataset: ${parts}`);
  checkBytes(object, parts.file, context);
  return parts;
}

function checkBytes({ size }: Pick<StoredObject, 'size'>, file: string, { checkFormat }: BeginContext): void {
  checkFormat(file);
  if (size === 0) throw new SearchError('InvalidDataset', 'the file is empty', { place: { file } });
  if (size <= largestDataset) return;
  throw new SearchError('InvalidDataset', `the file has ${size} bytes; the limit is ${largestDataset}`, {
    place: { file },
    wayOut: 'Write it as Parquet, or take a sample of the rows',
  });
}

/** What nobody waits for: refused in a record beside the file, where its name allows one, and in a notice. */
async function refusing(
  key: string,
  { store, now }: BeginContext,
  work: () => Promise<BeginOutput>,
): Promise<BeginOutput> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SearchError) || !isUsersFault(error)) throw error;
    const refused: Failure = { code: error.name, message: error.describe(), at: now() };
    const record = failureKey(key);
    if (record !== undefined) await writeJson(store, record, refused);
    return { refused, notice: refusedNotice(refused, key) };
  }
}

const isUsersFault = ({ name }: SearchError): boolean =>
  name === 'InvalidSpec' || name === 'InvalidDataset' || name === 'NotFound';

/** The settings beside a dataset, over the stack's. Throws SearchError InvalidSpec. */
async function specBeside(key: string, name: string, context: BeginContext): Promise<Spec> {
  const beside = settingsKey(name);
  let settings: unknown;
  try {
    settings = (await readJson(context.store, beside)) ?? {};
  } catch (cause) {
    if (cause instanceof SearchError) throw cause;
    throw new SearchError('InvalidSpec', 'it is no JSON', { place: { file: beside }, cause });
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new SearchError('InvalidSpec', 'it is no JSON object', { place: { file: beside } });
  }
  return specOf({ ...settings, dataset: key, name }, beside, context);
}

const specOf = (settings: Readonly<Record<string, unknown>>, file: string, { defaults }: BeginContext): Spec =>
  parseSpec(mergeSpec(defaults, settings), { file });

/** The search's id tells the object's version and the time: the same event begins the same search. `asked` tells two calls apart. */
async function start(
  { key, version }: Pick<StoredObject, 'key' | 'version'>,
  spec: Spec,
  time: string | undefined,
  context: BeginContext,
  asked?: Spec,
): Promise<BeginOutput> {
  const searchId = `${timestamp(time, context)}-${contentHash({ bucket: context.bucket, key, version, asked })}`;
  await writeSpec(context.store, searchId, spec);
  return { searchId, ...(await context.startExecution(searchId)) };
}

/** yyyymmdd-hhmmss of the ISO time, or of now where it is none. */
function timestamp(time: string | undefined, { clock }: BeginContext): string {
  const digits = [time ?? '', clock()].flatMap((text) => {
    const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z$/.exec(text);
    return found === null ? [] : [found.slice(1, 7).join('')];
  });
  return (digits[0] ?? '').replace(/^(.{8})/, '$1-');
}

/** The key that an address means. Throws SearchError InvalidSpec where it lies in another bucket, or is no key. */
function keyIn(dataset: string, { bucket }: BeginContext): string {
  const [, named, key = dataset] = /^s3:\/\/([^/]*)\/(.*)$/s.exec(dataset) ?? [];
  if (named !== undefined && named !== bucket) {
    throw new SearchError(
      'InvalidSpec',
      `The dataset lies in the bucket ${JSON.stringify(named)}, not in the stack's`,
      {
        wayOut: `Copy it: aws s3 cp … s3://${bucket}/datasets/<name>/`,
      },
    );
  }
  // As the store takes them: no way out of a folder, no odd letters.
  if (/^[A-Za-z0-9._=-]{1,200}(\/[A-Za-z0-9._=-]{1,200})*\/?$/.test(key) && !/(^|\/)\.\.?(\/|$)/.test(key)) return key;
  throw new SearchError('InvalidSpec', `${JSON.stringify(dataset.slice(0, 200))} is no dataset's key`, {
    wayOut: `Give s3://${bucket}/datasets/<name>/<file>, of letters, digits and . _ = -`,
  });
}

async function find(key: string, { listObjects }: BeginContext): Promise<StoredObject> {
  const found = (await listObjects(key)).find((object) => object.key === key);
  if (found !== undefined) return found;
  throw new SearchError('NotFound', `There is no dataset ${key} in the bucket`, { wayOut: 'Upload it' });
}

/** The file that was uploaded last. Throws SearchError NotFound. */
async function newestOf(name: string, { listObjects }: BeginContext): Promise<StoredObject> {
  const objects = isDatasetName(name) ? await listObjects(datasetFolder(name)) : [];
  const [newest] = objects
    .filter(({ key }) => !isBesides(key) && typeof parseDatasetKey(key) !== 'string')
    .sort((left, right) => right.modifiedAt - left.modifiedAt || (left.key < right.key ? -1 : 1));
  if (newest !== undefined) return newest;
  throw new SearchError('NotFound', `There is no dataset in datasets/${name}/`, {
    wayOut: 'Upload one, or remove the schedule',
  });
}

/** What the champion is made by; undefined without a champion, or where its verdict cannot be read. */
async function championsCandidate(store: ArtifactStore, name: string): Promise<Candidate | undefined> {
  try {
    const champion = await findArtifact(store, modelKeys(name).champion, championSchema);
    if (champion === undefined) return undefined;
    return (await findArtifact(store, `${champion.model}/verdict.json`, verdictSchema))?.winner.candidate;
  } catch (error) {
    if (error instanceof SearchError && error.name === 'ArtifactCorrupt') return undefined;
    throw error;
  }
}
