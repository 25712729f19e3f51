import type { CloudClients } from '../../cloud/clients.ts';
import type { Stack } from '../../cloud/stack.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { openStore } from '../../storage/index.ts';
import type { CliContext } from '../context.ts';
import type { StackFlags } from './cloud-options.ts';

/** A deployed stack, with the ways to it. */
export interface Cloud {
  readonly stack: Stack;
  readonly clients: CloudClients;
  readonly store: ArtifactStore;
  /** s3://<bucket> */
  readonly address: string;
}

/** Throws SearchError CloudUnavailable that says what is missing. */
export async function openCloud(flags: StackFlags, { environment }: Pick<CliContext, 'environment'>): Promise<Cloud> {
  useAccount(flags, environment);
  // Only here is the SDK loaded: a command on this machine starts without it.
  const [{ openClients }, { readStack }] = await Promise.all([
    import('../../cloud/clients.ts'),
    import('../../cloud/stack.ts'),
  ]);
  const clients = openClients({ hasEndpoint: environment.AWS_ENDPOINT_URL !== undefined });
  const stack = await readStack(clients.cloudFormation, flags.stack ?? environment.MODELSCOUT_STACK ?? 'Modelscout');
  const address = `s3://${stack.bucket}`;
  return { stack, clients, store: openStore(address), address };
}

/** The SDK reads the environment, wherever it is used: flags become variables. */
export function useAccount(
  { region, profile }: Pick<StackFlags, 'region' | 'profile'>,
  environment: NodeJS.ProcessEnv,
): void {
  if (profile !== undefined) {
    environment.AWS_PROFILE = profile;
    // The SDK prefers keys to a profile; who names a profile means it.
    delete environment.AWS_ACCESS_KEY_ID;
    delete environment.AWS_SECRET_ACCESS_KEY;
    delete environment.AWS_SESSION_TOKEN;
  }
  // As the AWS CLI has it: a variable that is empty is none, and there are two names for the region.
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith('AWS_') && value === '') delete environment[name];
  const wanted = region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (wanted !== undefined) environment.AWS_REGION = wanted;
  // The package says which Node it needs; its libraries' plans are nothing to a user.
  environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}
