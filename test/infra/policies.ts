import type { Template } from 'aws-cdk-lib/assertions';
import { resolve } from './resolve.ts';
import { resourcesOf } from './synthesise.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: unknown;
}

const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** As IAM matches: * is any letters, ? is one. */
export function matches(pattern: string, text: string, flags = ''): boolean {
  const parts = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' ? '[^]*' : part === '?' ? '[^]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, flags).test(text);
}

/** What a role's policies say of an action on a resource: a denial wins, and what nobody allows is not allowed. */
export function isAllowed(statements: readonly Statement[], action: string, resource: string): boolean {
  const about = statements.filter(
    ({ Action, Resource, NotResource }) =>
      listOf(Action).some((pattern) => matches(pattern, action, 'i')) &&
      (NotResource === undefined
        ? listOf(Resource).some((pattern) => matches(pattern, resource))
        : !listOf(NotResource).some((pattern) => matches(pattern, resource))),
  );
  return about.some(({ Effect }) => Effect === 'Allow') && about.every(({ Effect }) => Effect !== 'Deny');
}

/** The statements of each role in the template, by the role's logical id. */
export function rolesOf(template: Template): Map<string, Statement[]> {
  const roles = new Map<string, Statement[]>(resourcesOf(template, 'AWS::IAM::Role').map(([id]) => [id, []]));
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
    const { Roles, PolicyDocument } = Properties as {
      Roles: { Ref: string }[];
      PolicyDocument: { Statement: unknown[] };
    };
    const statements = resolve(PolicyDocument.Statement) as unknown as Statement[];
    for (const { Ref } of Roles) roles.get(Ref)?.push(...statements);
  }
  return roles;
}
