import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryKey, modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { isAllowed, matches, rolesOf } from './policies.ts';
import { type Configuration, configurations, resourcesOf, synthesise } from './synthesise.ts';

const keys = searchKeys('20260101-000000-0123456789abcdef');
const champion = modelKeys('iris').champion;

/** A key of each kind, and which roles may read, write and delete it. Whoever is not named may not. */
const expected: Record<string, { read?: string[]; write?: string[]; delete?: string[] }> = {
  'datasets/iris/iris.csv': { read: ['Prepare'] },
  'datasets/iris/search.json': { read: ['Prepare', 'Start'] },
  'datasets/iris/iris.csv.failure.json': {
    read: ['Prepare'],
    write: ['Fail', 'Start'],
    delete: ['Start'],
  },
  'uploads/0123456789abcdef/iris.csv': { read: ['Prepare'] },
  [keys.spec]: {
    read: ['Collect', 'Fail', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Start', 'Train'],
    write: ['Start'],
  },
  [`${keys.sealed}/targets.f32`]: { read: ['Publish'], write: ['Prepare'] },
  [`${keys.sealedForChampion}/features.f32`]: { read: ['Publish'], write: ['Prepare'] },
  [`${keys.fold(0)}/features.f32`]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['Prepare'],
  },
  [keys.snapshot(0, 1)]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['JobRole', 'Train'],
    delete: ['Collect', 'JobRole', 'RecordLost', 'Start', 'Train'],
  },
  [keys.packs(0)]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train', 'Workflow'],
    write: ['Plan'],
    delete: ['Start'],
  },
  [keys.pack(0, 1)]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['Plan'],
    delete: ['Start'],
  },
  [keys.trial('0123')]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['JobRole', 'Plan', 'RecordLost', 'Train'],
  },
  [keys.added(0)]: { read: ['Plan'] },
  [keys.checkpoint('0123')]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['JobRole', 'Plan', 'RecordLost', 'Train'],
    delete: ['Collect'],
  },
  [keys.failure]: { read: ['Start'], write: ['Fail'], delete: ['Start'] },
  [keys.stop]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    delete: ['Start'],
  },
  [keys.memory]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['Prepare'],
  },
  [keys.trialIndex]: {
    read: ['Collect', 'JobRole', 'Plan', 'Prepare', 'Publish', 'RecordLost', 'Train'],
    write: ['JobRole', 'Plan', 'Publish', 'RecordLost', 'Train'],
  },
  [memoryKey('0123', '20260101')]: { read: ['Prepare'], write: ['Publish'] },
  [keys.leaderboard]: { read: ['Publish'], write: ['Publish'] },
  [keys.verdict]: { read: ['Publish', 'Start'], write: ['Publish'], delete: ['Start'] },
  [champion]: { read: ['Prepare', 'Publish', 'Start'], write: ['Publish'] },
};
const actions = { read: 's3:GetObject', write: 's3:PutObject', delete: 's3:DeleteObject' } as const;

describe.each(['plain', 'everything'] satisfies Configuration[])('what roles may do with the store: %s', (name) => {
  let template: Template;
  let roles: ReturnType<typeof rolesOf>;
  let bucket: string;
  beforeAll(() => {
    template = synthesise(configurations[name]);
    roles = rolesOf(template);
    bucket = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => !id.includes('AccessLogs'))?.[0] ?? '';
  });

  const hasContainers = name === 'everything';
  const named = (id: string): string =>
    /(Start|Prepare|Plan|Train|RecordLost|Collect|Publish|Fail|JobRole|Workflow)(Role|StateMachine|[0-9A-F]{8}$)/.exec(
      id,
    )?.[1] ?? id;

  it.each(Object.entries(expected))('%s', (key, may) => {
    for (const [what, action] of Object.entries(actions)) {
      const allowed = [...roles]
        .filter(([, statements]) => isAllowed(statements, action, `arn:aws:s3:::${bucket}/${key}`))
        .map(([id]) => named(id));
      const wanted = (may[what as keyof typeof may] ?? []).filter((role) => hasContainers || role !== 'JobRole');
      expect(allowed.sort(), `${what} ${key}`).toEqual(wanted);
    }
  });

  it('denies whoever trains the sealed rows, even where it is granted them by mistake', () => {
    const training = [...roles].filter(([id]) => /Train|JobRole/.test(id));
    expect(training).toHaveLength(hasContainers ? 2 : 1);
    for (const [, statements] of training) {
      const careless = [...statements, { Effect: 'Allow' as const, Action: 's3:*', Resource: '*' }];
      for (const action of ['s3:GetObject', 's3:GetObjectVersion']) {
        expect(isAllowed(careless, action, `arn:aws:s3:::${bucket}/${keys.sealed}/targets.f32`)).toBe(false);
        expect(isAllowed(careless, action, `arn:aws:s3:::${bucket}/${keys.refit}/targets.f32`)).toBe(true);
      }
    }
  });

  it('lets every function list the bucket without a condition: a missing key is then missing, not forbidden', () => {
    const functions = [...roles].filter(([, statements]) =>
      isAllowed(statements, 's3:ListBucket', `arn:aws:s3:::${bucket}`),
    );
    expect(functions).toHaveLength(hasContainers ? 9 : 8);
    for (const [, statements] of functions) {
      for (const { Action, Condition } of statements) {
        if ([Action].flat().includes('s3:ListBucket')) expect(Condition).toBeUndefined();
      }
    }
  });
});

describe('the matcher', () => {
  it.each([
    ['a/*/b', 'a/x/b', true],
    ['a/*/b', 'a/x/y/b', true],
    ['a/*/b', 'a/b', false],
    ['a.b', 'axb', false],
    ['a?', 'ab', true],
    ['*', 'a/\n', true],
  ])('%s, %s: %s', (pattern, text, result) => expect(matches(pattern, text)).toBe(result));

  it('lets a denial win, of all but what it names too', () => {
    const allow = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } as const;
    const deny = { Effect: 'Deny', Action: 's3:GetObject', NotResource: 'a/*' } as const;
    expect(isAllowed([allow], 's3:GetObject', 'b')).toBe(true);
    expect(isAllowed([allow, deny], 's3:GetObject', 'b')).toBe(false);
    expect(isAllowed([allow, deny], 's3:GetObject', 'a/b')).toBe(true);
    expect(isAllowed([], 's3:GetObject', 'b')).toBe(false);
  });
});
