import { z } from 'zod';

/** Where packs are trained in the cloud: Lambda, AWS Batch on Fargate, AWS Batch on EC2 instances with a GPU. */
export const tierSchema = z.enum(['lambda', 'fargate', 'gpu']);
export type Tier = z.infer<typeof tierSchema>;

/** What one call had, and is billed for. */
export const placeSchema = z.object({
  tier: tierSchema,
  vcpus: z.number().positive(),
  memoryMiB: z.int().positive(),
  architecture: z.enum(['x86', 'arm']),
  /** EC2 instance type; of the GPU tier alone. */
  instance: z.string().optional(),
  spot: z.boolean().default(false),
});
export type Place = z.infer<typeof placeSchema>;

/** What a deployed stack has to train on, as its own functions are told. */
export const deploymentSchema = z.object({
  region: z.string(),
  engine: z.enum(['native', 'wasm']),
  /** Children of the map at a time. */
  concurrency: z.int().min(1),
  tiers: z.object({
    lambda: placeSchema,
    fargate: placeSchema.optional(),
    gpu: placeSchema.optional(),
  }),
  /** What searches go by where their own settings say nothing: keys of the spec. */
  defaults: z.record(z.string(), z.unknown()).optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** A deployment as JSON: how the stack hands it to its functions and to the command line. */
export const deploymentTextSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  })
  .pipe(deploymentSchema);

/** What `deploy` makes where nothing else is asked for. */
export const defaultDeployment: Deployment = {
  region: 'us-east-1',
  engine: 'wasm',
  concurrency: 100,
  tiers: { lambda: { tier: 'lambda', vcpus: 1, memoryMiB: 1769, architecture: 'arm', spot: false } },
};
