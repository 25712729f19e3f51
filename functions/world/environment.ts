import { z } from 'zod';
import { deploymentTextSchema } from '../../shared/compute.ts';
import { SearchError } from '../../shared/errors.ts';

const environmentSchema = z.object({
  /** Address of the artifact store: s3://bucket, or a folder. */
  STORE: z.string().min(1),
  ENGINE: z.enum(['native', 'wasm']).default('wasm'),
  DEPLOYMENT: deploymentTextSchema.optional(),
  /** Of the start function alone. */
  STATE_MACHINE_ARN: z.string().optional(),
  /** Where notices of refused uploads go; of the start function alone. */
  TOPIC_ARN: z.string().optional(),
});
type Environment = z.infer<typeof environmentSchema>;

/** What the stack told this function of the world. Throws SearchError InvalidSpec naming the variable. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new SearchError('InvalidSpec', `The function's environment is wrong: ${z.prettifyError(parsed.error)}`, {
    wayOut: 'Deploy the stack again',
  });
}

/** A variable that this function needs. Throws SearchError InvalidSpec where the stack did not set it. */
export function required<T>(name: keyof Environment, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new SearchError('InvalidSpec', `The function's environment has no ${name}`, {
    wayOut: 'Deploy the stack again',
  });
}
