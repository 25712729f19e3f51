import { describe, expect, it } from 'vitest';
import { readJson } from '../../shared/artifact-store.ts';
import { fail } from '../../shared/steps/fail.ts';
import { readableError } from '../../shared/steps/failure.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { searchId, specOf, testContext } from './run-in-memory.ts';

const keys = searchKeys(searchId);
/** As Step Functions gives what a Node function threw. */
const lambdaError = (errorType: string, errorMessage: string) => ({
  Error: errorType,
  Cause: JSON.stringify({
    errorType,
    errorMessage,
    trace: [`${errorType}: ${errorMessage}`, '    at prepare (/var/task/prepare.mjs:12:3)'],
  }),
});

describe('fail', () => {
  it('records why in the search and beside the dataset, and tells', async () => {
    const context = testContext({ now: () => 77 });
    await writeSpec(context.store, searchId, specOf({ dataset: 'datasets/iris/iris.csv', name: 'iris' }));
    const error = lambdaError('InvalidDataset', 'two columns are named "a" (iris.csv, row 1). Rename one of them');
    const { notice } = await fail({ searchId, error }, context);
    const failure = {
      searchId,
      code: 'InvalidDataset',
      message: 'two columns are named "a" (iris.csv, row 1). Rename one of them',
      at: 77,
    };
    expect(await readJson(context.store, keys.failure)).toEqual(failure);
    expect(await readJson(context.store, 'datasets/iris/iris.csv.failure.json')).toEqual(failure);
    expect(notice).toEqual({
      subject: 'Modelscout: iris: the search failed (InvalidDataset)',
      message: `The search ${searchId} of iris failed: ${failure.message}`,
      events: ['failed'],
    });
  });

  it.each([
    ['a dataset of uploads', 'uploads/0123/iris.csv', undefined],
    ['a spec that cannot be read', undefined, '{"dataset":'],
    ['no spec', undefined, undefined],
  ])('records why in the search alone for %s', async (_what, dataset, spec) => {
    const context = testContext();
    if (dataset !== undefined) await writeSpec(context.store, searchId, specOf({ dataset }));
    if (spec !== undefined) await context.store.write(keys.spec, spec);
    await fail({ searchId, error: { Error: 'States.Timeout' } }, context);
    const written = (await context.store.list('')).filter((key) => key.endsWith('failure.json'));
    expect(written).toEqual([keys.failure]);
  });
});

describe('readableError', () => {
  it.each([
    [lambdaError('SearchFailed', 'No candidate has a score'), 'SearchFailed', 'No candidate has a score'],
    [{ Error: 'States.Timeout' }, 'States.Timeout', 'It took longer than it may'],
    [{ Error: 'States.Timeout', Cause: '' }, 'States.Timeout', 'It took longer than it may'],
    [
      { Error: 'Runtime.ExitError', Cause: JSON.stringify({ errorType: 'Runtime.ExitError' }) },
      'Runtime.ExitError',
      'The function ended without an answer: out of memory, perhaps',
    ],
    // What Batch's .sync gives: the job's description.
    [
      {
        Error: 'States.TaskFailed',
        Cause: JSON.stringify({
          JobName: 'train',
          Status: 'FAILED',
          StatusReason: 'Essential container in task exited',
          Attempts: [
            { Container: { ExitCode: 75 } },
            { Container: { ExitCode: 137, Reason: 'OutOfMemoryError: Container killed due to memory usage' } },
          ],
        }),
      },
      'States.TaskFailed',
      'Essential container in task exited: OutOfMemoryError: Container killed due to memory usage',
    ],
    [{ Error: 'States.ItemReaderFailed', Cause: 'Access denied' }, 'States.ItemReaderFailed', 'Access denied'],
    [{ Cause: 'TypeError: x\n    at f (a.js:1:2)\n    at g (b.js:3:4)' }, 'Error', 'TypeError: x'],
    [{}, 'Error', 'It failed with Error'],
  ])('reads %j', (error, code, message) => {
    expect(readableError(error)).toEqual({ code, message });
  });

  it('keeps within bounds', () => {
    const { message } = readableError({ Cause: 'x'.repeat(40_000) });
    expect(message).toHaveLength(2000);
  });
});
