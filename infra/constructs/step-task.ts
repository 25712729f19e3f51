import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { retry } from './retry.ts';

export interface StepTaskProps {
  readonly lambda: LambdaFunction;
  /** What the function gets: where each member is in the state. */
  readonly input: Readonly<Record<string, string>>;
  /** Where in the state its answer goes; instead of the state by default. */
  readonly resultPath?: string;
  readonly resultSelector?: Record<string, unknown>;
}

/** Seconds beyond the function's own limit: it ends itself before. */
const margin = 30;
const functionMinutes = 15;

/** A function as a step. Its numbers come as they are: not as the text that the CDK would make of them. */
export function stepTask(scope: Construct, name: string, { lambda, input, ...more }: StepTaskProps): LambdaInvoke {
  const payload = Object.fromEntries(Object.entries(input).map(([member, path]) => [member, JsonPath.objectAt(path)]));
  return retry(
    new LambdaInvoke(scope, name, {
      ...more,
      stateName: name,
      lambdaFunction: lambda,
      payload: TaskInput.fromObject(payload),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(
        lambda.timeout?.plus(Duration.seconds(margin)) ?? Duration.minutes(functionMinutes),
      ),
    }),
  );
}
