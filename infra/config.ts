import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { SearchError } from '../shared/errors.ts';
import { suggestion } from '../shared/nearest.ts';
import { mergeSpec, parseSpec } from '../shared/spec.ts';

/** GiB of memory that Fargate has for so many vCPUs: from, to. */
const fargateMemory: Readonly<Record<number, readonly [number, number]>> = {
  1: [2, 8],
  2: [4, 16],
  4: [8, 30],
  8: [16, 60],
  16: [32, 120],
};

/** On the command line everything is text. */
const flag = z.union([z.boolean(), z.stringbool()]);
const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const configSchema = z.object({
  /** `production` is the stack Modelscout, whose data outlive it; another stage is the stack Modelscout-<stage>. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and -, a letter first')
    .default('production'),
  /** Days that logs are kept. */
  retentionDays: z.coerce.number().pipe(z.enum(RetentionDays)).default(RetentionDays.ONE_MONTH),
  /** Encrypts with a key of the account's own, for $1 a month; else with S3's, SQS' and CloudWatch's. */
  kms: flag.default(false),
  /** Writes who read the bucket into a second one. */
  accessLogs: flag.default(false),
  /** `wasm`: functions are zip files; `native`: those that train are images, which need Docker to deploy. */
  engine: z.enum(['wasm', 'native']).default('wasm'),
  /** Of functions that are zip files; the native engine has x86 alone. */
  architecture: z.enum(['arm', 'x86']).default('arm'),
  /** MiB of the functions that train: 1,769 is one processor, and one is what they use. */
  lambdaMemory: whole(512, 10_240).default(1769),
  /** Packs trained at a time. */
  concurrency: whole(1, 10_000).default(100),
  /** Containers for long packs. */
  fargate: flag.default(false),
  fargateVcpus: z.coerce
    .number()
    .refine((count) => count in fargateMemory, 'must be 1, 2, 4, 8 or 16')
    .default(1),
  /** GiB of each. */
  fargateMemory: whole(2, 120).default(4),
  /** Of all of them at a time. */
  fargateMaxVcpus: whole(1, 10_000).default(64),
  /** EC2 instances with a GPU, from none, for large packs. */
  gpu: flag.default(false),
  /** Of all of them at a time; one has 4. */
  gpuMaxVcpus: whole(4, 10_000).default(16),
  /** Ends a search that takes longer. */
  searchHours: whole(1, 8760).default(72),
  /** Who gets notices and alarms by mail. */
  alertAddress: z.email().optional(),
  /** X-Ray's traces of workflow and functions. */
  xray: flag.default(true),
  /** What searches go by where their own settings say nothing: keys of search.json. */
  settings: z.preprocess(parsedJson, z.record(z.string(), z.unknown(), 'must be a JSON object')).optional(),
});
export type Config = z.infer<typeof configSchema>;

/** What a text says, where it is JSON. */
function parsedJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

/** Keys of the CDK's own: flags and lookups hold a mark, and these two do not. */
const isOfCdk = (key: string): boolean =>
  /[@:/]/.test(key) || key === 'cli-telemetry' || key === 'acknowledged-issue-numbers';

const invalid = (message: string, key: string, wayOut: string): SearchError =>
  new SearchError('InvalidSpec', message, { place: { file: 'cdk.json, or --context', key }, wayOut });

/** The stack's configuration from the CDK's context. Throws SearchError InvalidSpec that names the key and what it takes. */
export function parseConfig(context: Readonly<Record<string, unknown>>): Config {
  const own = Object.entries(context).filter(([key]) => !isOfCdk(key));
  const known = Object.keys(configSchema.shape);
  for (const [key] of own) {
    if (!known.includes(key)) throw invalid(`There is no setting ${JSON.stringify(key)}`, key, suggestion(key, known));
  }
  const parsed = configSchema.safeParse(Object.fromEntries(own));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = String(issue?.path[0]);
    throw invalid(
      `${JSON.stringify(context[key])} does not fit: ${issue?.message}`,
      key,
      'Correct it and run this again',
    );
  }
  checkTogether(parsed.data);
  return parsed.data;
}

function checkTogether({ engine, gpu, fargateVcpus, fargateMemory: memory, settings }: Config): void {
  if (gpu && engine === 'wasm') {
    throw invalid('The wasm engine cannot use a GPU', 'gpu', 'Set engine to native, or gpu to false');
  }
  const [least, most] = fargateMemory[fargateVcpus] ?? [2, 8];
  if (memory < least || memory > most) {
    throw invalid(
      `Fargate has ${least} to ${most} GiB for ${fargateVcpus} vCPUs, not ${memory}`,
      'fargateMemory',
      'Change one of the two',
    );
  }
  if (settings !== undefined) parseSpec(mergeSpec(settings, { dataset: 'datasets/any/any.csv' }), { key: 'settings' });
}
