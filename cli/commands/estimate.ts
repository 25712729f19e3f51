import { Command } from 'commander';
import { type Deployment, defaultDeployment } from '../../shared/compute.ts';
import { SearchError } from '../../shared/errors.ts';
import { checkTier } from '../../shared/money/choose-tier.ts';
import { pricesAsOf } from '../../shared/money/prices.ts';
import type { Spec } from '../../shared/spec.ts';
import { type StackFlags, stackOptions } from '../cloud/cloud-options.ts';
import { openCloud } from '../cloud/open-cloud.ts';
import type { CliContext } from '../context.ts';
import { estimateLines } from '../estimate/estimate-lines.ts';
import { estimateSearch, type SearchEstimate } from '../estimate/estimate-search.ts';
import { onInterrupt } from '../interrupts.ts';
import { jsonLine } from '../progress/json-progress.ts';
import { readSpec } from '../spec/read-spec.ts';
import { specOptions } from '../spec/spec-flags.ts';

type EstimateFlags = Readonly<Record<string, unknown>> & StackFlags & { readonly json?: true };

/** `modelscout estimate`: what a search would cost in the cloud, before it is begun. */
export function estimateCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('estimate')
    .description('what a search would cost in the cloud, and how long it would take; needs no account')
    .argument('[dataset]', 'as of search')
    .option('--spec <file>', 'read the spec from this file (default: search.json beside the dataset); flags win');
  for (const option of specOptions()) command.addOption(option);
  command.option('--json', 'the estimate as a line of JSON');
  for (const option of stackOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
It prepares the data and trains a few packs here, for some seconds, with the engine that the
stack has. Without --stack it is for a stack as \`deploy\` makes it.

Examples:
  ${program} estimate houses.csv --target price --trials 1000
  ${program} estimate data.csv --stopping halving --json
  ${program} estimate data.csv --stack Modelscout`,
    )
    .action((dataset: string | undefined, flags: EstimateFlags) => estimateAndTell(dataset, flags, context));
}

async function estimateAndTell(dataset: string | undefined, flags: EstimateFlags, context: CliContext): Promise<void> {
  const { out, err } = context;
  const { spec, notes } = await readSpec({ dataset, flags });
  const deployment = await deploymentFor(spec, flags, context);
  checkTier(spec.compute.tier, deployment);
  if (flags.json !== true) {
    for (const note of notes) err.print(note);
    err.print(`Training a few packs with the ${deployment.engine} engine …`);
  }
  const interrupt = onInterrupt(() => undefined);
  try {
    const estimated = await estimateSearch({ spec, deployment, signal: interrupt.signal });
    if (flags.json === true) out.write(jsonLine(toJson(estimated, deployment)));
    else out.print(...estimateLines(estimated, deployment, out));
  } finally {
    interrupt.release();
  }
}

/** The stack's that is named, or one as `deploy` makes it, with the engine of the spec. Throws SearchError as `openCloud` does. */
async function deploymentFor(
  { engine, compute }: Spec,
  flags: EstimateFlags,
  context: CliContext,
): Promise<Deployment> {
  if (flags.stack === undefined) {
    if (flags.region !== undefined || flags.profile !== undefined) {
      throw new SearchError('InvalidSpec', '--region and --profile are for a stack', { wayOut: 'Add --stack' });
    }
    return { ...defaultDeployment, engine: engine ?? defaultDeployment.engine, tiers: defaultTiers(compute.tier) };
  }
  const { deployment } = (await openCloud(flags, context)).stack;
  return { ...deployment, engine: engine ?? deployment.engine };
}

/** Those that the default deployment has, with the one that is asked for. */
function defaultTiers(wanted: Spec['compute']['tier']): Deployment['tiers'] {
  const { tiers } = defaultDeployment;
  if (wanted === 'fargate') {
    return { ...tiers, fargate: { tier: 'fargate', vcpus: 2, memoryMiB: 8192, architecture: 'x86', spot: true } };
  }
  if (wanted !== 'gpu') return tiers;
  const instance = 'g4dn.xlarge';
  return { ...tiers, gpu: { tier: 'gpu', vcpus: 4, memoryMiB: 14_000, architecture: 'x86', instance, spot: true } };
}

const toJson = ({ estimate, oneCallATrial, oneJobATrial, probe }: SearchEstimate, deployment: Deployment) => ({
  ...estimate,
  elsewhere: { oneCallATrial, oneJobATrial },
  probe: { ratio: probe.ratio, packs: probe.sampled },
  deployment,
  prices: pricesAsOf,
});
