import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { SearchError } from '../../shared/errors.ts';
import { useAccount } from '../cloud/open-cloud.ts';
import type { CliContext } from '../context.ts';
import { idleCostLines } from '../deploy/idle-cost-lines.ts';
import { packageRoot } from '../package-root.ts';

interface DeployFlags {
  readonly region?: string;
  readonly profile?: string;
}

/** `modelscout deploy`: `npx cdk deploy`, after what it costs when nothing runs. */
export function deployCommand(context: CliContext): Command {
  const { program } = context;
  return new Command('deploy')
    .description('deploy the stack with `npx cdk deploy`, after saying what it costs while nothing runs')
    .argument('[cdk-arguments...]', 'what `cdk deploy` gets, after --')
    .option('--region <name>', 'AWS region (default: as the AWS CLI finds it)')
    .option('--profile <name>', 'AWS profile (default: as the AWS CLI finds it)')
    .addHelpText(
      'after',
      `
An account and region that the CDK never deployed to needs \`npx cdk bootstrap\` once.

Examples:
  ${program} deploy
  ${program} deploy --profile work --region eu-central-1
  ${program} deploy -- --context stage=production --require-approval never`,
    )
    .action((given: string[], flags: DeployFlags) => deploy(given, flags, context));
}

async function deploy(given: readonly string[], flags: DeployFlags, { err, environment }: CliContext): Promise<void> {
  const root = packageRoot();
  if (!existsSync(join(root, 'cdk.json'))) {
    throw new SearchError('NotFound', 'This installation has nothing to deploy: the stack is in the repository alone', {
      wayOut: 'Clone the repository, run `npm install` in it, and deploy from there',
    });
  }
  useAccount(flags, environment);
  err.print(...idleCostLines(err), '');
  const child = spawn('npx', ['cdk', 'deploy', ...given], { cwd: root, stdio: 'inherit', env: environment });
  // Ctrl-C is the CDK's: it knows what it has begun.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const [code] = (await once(child, 'close').finally(() => process.off('SIGINT', ignore))) as [number | null];
  if (code === 0) return;
  throw new SearchError('CloudUnavailable', `cdk deploy ended with ${code ?? 'a signal'}`, {
    wayOut: 'What it wrote above says why; an account that is new to the CDK needs `npx cdk bootstrap` first',
  });
}
