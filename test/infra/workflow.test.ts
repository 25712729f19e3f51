import { createRequire } from 'node:module';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolve } from './resolve.ts';
import { type Configuration, configurations, resourcesOf, synthesise } from './synthesise.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Retry?: { ErrorEquals: string[]; MaxAttempts: number; JitterStrategy?: string; BackoffRate?: number }[];
  readonly Catch?: { ErrorEquals: string[]; Next: string; ResultPath?: string | null }[];
  readonly Choices?: { readonly Variable: string; readonly Next: string; readonly StringEquals?: string }[];
  readonly Default?: string;
  readonly Resource?: string;
  readonly Parameters?: Record<string, unknown>;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly MaxConcurrency?: unknown;
  readonly ItemReader?: Record<string, unknown>;
  readonly ItemProcessor?: Definition & { readonly ProcessorConfig: unknown };
}
interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Record<string, State>;
}

/** It has no types that its package tells of. */
const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  readonly isValid: boolean;
  errorsText(separator: string): string;
};

const isFunction = ({ Resource = '' }: State): boolean => Resource.includes(':lambda:');

describe.each(['plain', 'everything'] satisfies Configuration[])('the workflow: %s', (name) => {
  let template: Template;
  let definition: Definition;
  let pack: Definition;
  beforeAll(() => {
    template = synthesise(configurations[name]);
    const [[, machine] = ['', undefined]] = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
    definition = JSON.parse(resolve(machine?.Properties.DefinitionString) as string) as Definition;
    pack = definition.States.Packs?.ItemProcessor as Definition;
  });
  const all = (): [string, State][] => [...Object.entries(definition.States), ...Object.entries(pack.States)];

  it('is sound', () => {
    const { isValid, errorsText } = validate(definition);
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it('would not be with a way to nowhere, or a field misspelt', () => {
    const { Prepare } = definition.States;
    const broken = (state: object) => ({
      ...definition,
      States: { ...definition.States, Prepare: { ...Prepare, ...state } },
    });
    expect(validate(broken({ Next: 'Nowhere' })).isValid).toBe(false);
    expect(validate(broken({ TimeoutSecond: 1 })).isValid).toBe(false);
  });

  it('goes round until it is done, by way of the packs where there are any', () => {
    const next = (state: string) => definition.States[state]?.Next;
    expect(definition.StartAt).toBe('Prepare');
    expect([next('Prepare'), next('Plan'), next('Packs'), next('Collect'), next('Publish')]).toEqual([
      'Plan',
      'Anything?',
      'Collect',
      'Done?',
      'Notify',
    ]);
    expect(definition.States['Anything?']).toMatchObject({ Choices: [{ Next: 'Packs' }], Default: 'Collect' });
    expect(definition.States['Done?']).toMatchObject({
      Choices: [{ Variable: '$.done', Next: 'Publish' }],
      Default: 'Plan',
    });
  });

  it('tries functions again three times, later and later, but not where it is not worth it', () => {
    const functions = all().filter(([, state]) => isFunction(state));
    expect(functions).toHaveLength(7);
    for (const [state, { Retry = [] }] of functions) {
      const [first] = Retry;
      expect(first, state).toMatchObject({ MaxAttempts: 0 });
      expect(first?.ErrorEquals).toEqual(expect.arrayContaining(['InvalidDataset', 'SearchFailed', 'ArtifactCorrupt']));
      expect(first?.ErrorEquals).not.toContain('StoreUnavailable');
      expect(first?.ErrorEquals).not.toContain('EngineUnavailable');
      expect(Retry.at(-1)).toEqual({
        ErrorEquals: ['States.ALL'],
        MaxAttempts: 3,
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        JitterStrategy: 'FULL',
      });
    }
  });

  it('waits for a function no longer than the function has, and for the search no longer than is asked for', () => {
    const timeouts = new Map(
      resourcesOf(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Properties.Timeout as number]),
    );
    for (const [state, { Resource = '', TimeoutSeconds }] of all().filter(([, one]) => isFunction(one))) {
      expect(TimeoutSeconds, state).toBe((timeouts.get(Resource.split(':function:')[1] ?? '') ?? 0) + 30);
    }
    expect(definition.TimeoutSeconds).toBe(72 * 3600);
  });

  it('records why it failed, tells it, and fails, whichever step it was', () => {
    for (const state of ['Prepare', 'Plan', 'Packs', 'Collect', 'Publish']) {
      expect(definition.States[state]?.Catch, state).toEqual([
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Fail' },
      ]);
    }
    expect(definition.States.Fail).toMatchObject({
      Parameters: { 'searchId.$': '$.searchId', 'error.$': '$.error' },
      Next: 'Tell of the failure',
      Catch: [{ Next: 'Failure not recorded' }],
    });
    expect(definition.States['Tell of the failure']?.Next).toBe('Search failed');
    expect(definition.States['Search failed']?.Type).toBe('Fail');
  });

  it('tells by SNS, with the events as an attribute to filter by', () => {
    expect(definition.States.Notify).toMatchObject({
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: {
        'Subject.$': '$.published.notice.subject',
        'Message.$': '$.published.notice.message',
        MessageAttributes: {
          events: { DataType: 'String.Array', 'StringValue.$': 'States.JsonToString($.published.notice.events)' },
        },
      },
    });
  });

  it('maps over the file of packs, a plain number at a time, and keeps none of what they give back', () => {
    expect(definition.States.Packs).toMatchObject({
      MaxConcurrency: 100,
      ResultPath: null,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { 'Key.$': "States.Format('searches/{}/rounds/{}/packs.json', $.searchId, $.round)" },
      },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
    const ends = Object.entries(pack.States).filter(([, { Type, End }]) => Type === 'Succeed' || End === true);
    for (const [state, { OutputPath }] of ends) expect(OutputPath, state).toBeNull();
  });

  it('goes on with a pack that paused, and records one that is lost: it is no failure of the search', () => {
    expect(pack.States.Train?.Next).toBe('Paused?');
    expect(pack.States['Paused?']).toMatchObject({
      Choices: [{ Variable: '$.trained.paused', BooleanEquals: true, Next: 'Train' }],
      Default: 'Trained',
    });
    const trains = Object.entries(pack.States).filter(([state]) => state.startsWith('Train') && state !== 'Trained');
    expect(trains).toHaveLength(name === 'everything' ? 3 : 1);
    for (const [state, { Catch = [] }] of trains) {
      expect(Catch.at(-1), state).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'Record lost' });
    }
    expect(pack.States['Took too long']?.Next).toBe('Record lost');
    expect(pack.States['Record lost']).toMatchObject({
      Parameters: { 'pack.$': '$.pack', 'message.$': '$.error.Cause' },
      Next: 'Trained',
    });
    expect(Object.values(pack.States).filter(({ Type }) => Type === 'Fail')).toEqual([]);
  });

  it('asks where only if there is a choice', () => {
    if (name === 'plain') {
      expect(pack.StartAt).toBe('Train');
      return;
    }
    expect(pack.StartAt).toBe('Where');
    expect(pack.States.Where?.Default).toBe('Train');
    expect(pack.States.Where?.Choices).toEqual([
      { Variable: '$.tier', StringEquals: 'fargate', Next: 'Train on Fargate' },
      { Variable: '$.tier', StringEquals: 'gpu', Next: 'Train on GPU' },
    ]);
    expect(pack.States['Train on GPU']).toMatchObject({
      Resource: 'arn:aws:states:::batch:submitJob.sync',
      Parameters: {
        ContainerOverrides: {
          Environment: [
            { Name: 'SEARCH_ID', 'Value.$': '$.searchId' },
            { Name: 'ROUND', 'Value.$': "States.Format('{}', $.round)" },
            { Name: 'PACK', 'Value.$': "States.Format('{}', $.pack)" },
            { Name: 'TIER', Value: 'gpu' },
          ],
        },
      },
    });
  });
});
