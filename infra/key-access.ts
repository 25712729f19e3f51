import { Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge, nagArn, wildcard } from './acknowledge.ts';
import type { Store } from './constructs/store.ts';

/** Which keys of the store a role may do what with; `*` stands for any letters, slashes too. */
export interface KeyAccess {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly delete?: readonly string[];
  /** Who needs the sealed rows to write or to judge by them; all others are denied them, whatever else they are granted. */
  readonly sealed?: true;
}

const sealedKeys = 'searches/*/sealed/*';

/** Grants exactly these actions: the bucket's own grant methods add GetObject*, List* and Abort*. */
export function grantKeys(role: IRole, { bucket, encryption }: Store, access: KeyAccess): void {
  const actions = { 's3:GetObject': access.read, 's3:PutObject': access.write, 's3:DeleteObject': access.delete };
  for (const [action, keys = []] of Object.entries(actions)) {
    if (keys.length === 0) continue;
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: [action], resources: keys.map((key) => bucket.arnForObjects(key)) }),
    );
    for (const key of keys) {
      acknowledge(
        role,
        wildcard(`${nagArn(bucket)}/${key}`),
        'Ids of searches and names of datasets are made at run time.',
      );
    }
  }
  // A missing object is told as missing, and not as forbidden, only to who may list the bucket: all of it, for reading an
  // object has no prefix that a condition could look at.
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  if (access.sealed !== true) denySealed(role, bucket.arnForObjects(sealedKeys));
  encryption.key?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
}

function denySealed(role: IRole, resource: string): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:DeleteObject'],
      resources: [resource],
    }),
  );
}
