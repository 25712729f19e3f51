import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfig } from '../../infra/config.ts';
import { SearchStack, stackName } from '../../infra/search-stack.ts';

const { context: flags } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/** The configurations that the stack is deployed in. */
export const configurations = {
  plain: {},
  kms: { kms: 'true', accessLogs: 'true', alertAddress: 'somebody@example.com' },
  native: { engine: 'native', fargate: 'true', stage: 'trial' },
  everything: { engine: 'native', fargate: true, gpu: true, kms: true, accessLogs: true, xray: false },
} as const;
export type Configuration = keyof typeof configurations;

export function appOf(settings: Readonly<Record<string, unknown>>): { app: App; stack: SearchStack } {
  // What is bundled is not looked at here, and takes long.
  const app = new App({ context: { ...flags, 'aws:cdk:bundling-stacks': [], ...settings } });
  const config = parseConfig(app.node.getAllContext() as Record<string, unknown>);
  return { app, stack: new SearchStack(app, stackName(config), config) };
}

/** Throws where cdk-nag, or the CDK itself, has an objection. */
export function synthesise(settings: Readonly<Record<string, unknown>>): Template {
  const { app, stack } = appOf(settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return Template.fromStack(stack);
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** Resources of one type, by their logical ids. */
export const resourcesOf = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type) as Record<string, Resource>);
