import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag on one construct, for a reason: never a rule as a whole. */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

/** The finding that a policy's resource has a wildcard, as cdk-nag prints it: `<LogicalId.Arn>` for what CloudFormation fills in. */
export const wildcard = (resource: string): string => `IAM5[Resource::${resource}]`;

export const logicalId = (construct: IConstruct): string =>
  Stack.of(construct).getLogicalId((construct.node.defaultChild ?? construct) as CfnElement);

export const nagArn = (construct: IConstruct, attribute = '.Arn'): string => `<${logicalId(construct)}${attribute}>`;
