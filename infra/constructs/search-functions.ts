import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Step } from '../steps.ts';
import { SearchFunction } from './search-function.ts';
import type { Store } from './store.ts';

export interface SearchFunctionsProps {
  readonly store: Store;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the workflow calls: all steps but the one that starts it. */
export type WorkflowStep = Exclude<Step, 'start'>;

export class SearchFunctions extends Construct {
  readonly lambdas: Readonly<Record<WorkflowStep, LambdaFunction>>;

  constructor(scope: Construct, id: string, props: SearchFunctionsProps) {
    super(scope, id);
    const lambdaOf = (step: WorkflowStep): LambdaFunction =>
      new SearchFunction(this, pascalCase(step), { ...props, step }).lambda;
    this.lambdas = {
      prepare: lambdaOf('prepare'),
      plan: lambdaOf('plan'),
      train: lambdaOf('train'),
      'record-lost': lambdaOf('record-lost'),
      collect: lambdaOf('collect'),
      publish: lambdaOf('publish'),
      fail: lambdaOf('fail'),
    };
  }
}

const pascalCase = (step: string): string =>
  step.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
