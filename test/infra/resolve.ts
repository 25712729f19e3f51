type Json = null | boolean | number | string | Json[] | { readonly [key: string]: Json };

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What CloudFormation would make of references and joins: buckets by their logical ids, other ARNs as they are made up. */
export function resolve(value: unknown): Json {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value as Json;
  const [[name, content] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && name === 'Ref') return pseudo[content as string] ?? (content as string);
  if (more.length === 0 && name === 'Fn::GetAtt') return arnOf(content as [string, string]);
  if (more.length === 0 && name === 'Fn::Join') {
    const [separator, parts] = content as [string, unknown[]];
    return parts.map((part) => resolve(part) as string).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member)]));
}

function arnOf([id, attribute]: [string, string]): string {
  if (/Bucket|AccessLogs/.test(id)) return `arn:aws:s3:::${id}`;
  return `arn:aws:lambda:eu-central-1:123456789012:function:${id}${attribute === 'Arn' ? '' : `.${attribute}`}`;
}
