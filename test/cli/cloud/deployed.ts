import { openClients } from '../../../cloud/clients.ts';
import { readStack, type Stack } from '../../../cloud/stack.ts';
import type { ArtifactStore } from '../../../shared/artifact-store.ts';
import { openStore } from '../../../storage/index.ts';
import { deploySmallStack } from '../../cloud/small-stack.ts';
import { type CliOptions, type CliResult, runCli } from '../run-cli.ts';
import { iris, newFolder, type Searched, searched } from '../searched.ts';

/** A deployed stack whose bucket has a search that was made on this machine. */
export interface Deployed {
  readonly stack: Stack;
  readonly store: ArtifactStore;
  readonly searched: Searched;
  /** Runs a command on the stack. */
  run(argumentsGiven: readonly string[], options?: CliOptions): Promise<CliResult>;
  remove(): Promise<void>;
}

export async function deployed(name: string): Promise<Deployed> {
  const remove = await deploySmallStack(name);
  const stack = await readStack(openClients({ hasEndpoint: true }).cloudFormation, name);
  const store = openStore(`s3://${stack.bucket}`);
  const here = await searched(iris, ['--target', 'species']);
  const local = openStore(`${here.folder}/modelscout`);
  for (const key of await local.list('')) await store.write(key, (await local.read(key)) ?? '');
  const cwd = await newFolder();
  return {
    stack,
    store,
    searched: here,
    run: (argumentsGiven, options = {}) =>
      runCli(argumentsGiven, { cwd, ...options, environment: { MODELSCOUT_STACK: name, ...options.environment } }),
    remove,
  };
}
