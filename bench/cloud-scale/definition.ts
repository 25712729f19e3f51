import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the Amazon States Language, what the workflow uses. */
export type State =
  | {
      readonly Type: 'Task';
      readonly Resource: string;
      readonly Parameters: Json;
      readonly ResultSelector?: Json;
      readonly ResultPath?: string | null;
      readonly Retry?: readonly Retrier[];
      readonly Catch?: readonly Catcher[];
      readonly TimeoutSeconds?: number;
      readonly Next?: string;
    }
  | {
      readonly Type: 'Map';
      readonly ItemProcessor: Machine;
      readonly ItemReader: { readonly Parameters: Json };
      readonly MaxConcurrency: number;
      readonly ResultPath?: string | null;
      readonly Catch?: readonly Catcher[];
      readonly Next?: string;
    }
  | { readonly Type: 'Choice'; readonly Choices: readonly Rule[]; readonly Default: string }
  | { readonly Type: 'Pass'; readonly Result: Json; readonly ResultPath: string; readonly Next: string }
  | { readonly Type: 'Succeed'; readonly OutputPath?: string | null }
  | { readonly Type: 'Fail' };

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: string | null;
  readonly Next: string;
}

export interface Rule {
  readonly Variable: string;
  readonly NumericGreaterThan?: number;
  readonly BooleanEquals?: boolean;
  readonly StringEquals?: string;
  readonly Next: string;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: { DefinitionString?: Joined } }>>;
}
interface Joined {
  readonly 'Fn::Join': readonly [string, readonly (string | object)[]];
}

/** The state machine of the stack as infra/ synthesises it with these settings. Bundles are not made. */
export function synthesisedMachine(settings: Readonly<Record<string, unknown>>): Machine {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-synth-'));
  try {
    execFileSync(process.execPath, ['--import', 'tsx', join(root, 'infra/app.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [], ...settings }),
      },
    });
    return machineOf(JSON.parse(readFileSync(join(folder, 'Modelscout.template.json'), 'utf8')) as Template);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function machineOf({ Resources }: Template): Machine {
  const found = Object.values(Resources).find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  const [, parts = []] = found?.Properties.DefinitionString?.['Fn::Join'] ?? [];
  // What only a deployment knows are names of resources: a real one is about as long as this.
  const name =
    'arn:aws:lambda:us-east-1:123456789012:function:Modelscout-FunctionsPrepareFunction77797049-0123456789ab';
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : name)).join('')) as Machine;
}
