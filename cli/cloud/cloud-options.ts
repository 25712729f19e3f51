import { Option } from 'commander';

/** Which deployed stack is meant. */
export interface StackFlags {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** Where a command looks: the cloud, or a folder of this machine. */
export interface WhereFlags extends StackFlags {
  readonly cloud?: true;
  readonly output: string;
}

export const stackOptions = (): Option[] => [
  new Option('--stack <name>', 'the deployed stack (default: MODELSCOUT_STACK, or Modelscout)'),
  new Option('--region <name>', 'AWS region (default: as the AWS CLI finds it)'),
  new Option('--profile <name>', 'AWS profile (default: as the AWS CLI finds it)'),
];

export const whereOptions = (): Option[] => [
  new Option('--output <folder>', 'folder of the searches').default('modelscout'),
  new Option('--cloud', 'searches of the deployed stack, not of a folder').conflicts('output'),
  ...stackOptions(),
];
