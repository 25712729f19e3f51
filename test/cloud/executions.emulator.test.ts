import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClients } from '../../cloud/clients.ts';
import { abortExecution, latestExecution, listExecutions, searchOfExecution } from '../../cloud/executions.ts';
import { readStack } from '../../cloud/stack.ts';
import { startSearch } from '../../cloud/start-search.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { deploySmallStack } from './small-stack.ts';

const name = `ExecutionsTest${Date.now()}`;
const { stepFunctions: client, cloudFormation } = openClients({ hasEndpoint: true });
let stateMachineArn: string;
let remove: () => Promise<void>;
describeOnEmulator('executions of a workflow', () => {
  beforeAll(async () => {
    remove = await deploySmallStack(name);
    ({ stateMachineArn } = await readStack(cloudFormation, name));
  }, 120_000);
  afterAll(() => remove());

  const searchId = '20260314-150322-0123456789abcdef';

  describe('executions', () => {
    it('are found by the search, the newest of several', async () => {
      expect(await latestExecution(client, stateMachineArn, searchId)).toBeUndefined();
      await startSearch({ stateMachineArn, searchId }, client);
      const first = await latestExecution(client, stateMachineArn, searchId);
      expect(first).toMatchObject({ searchId, state: 'running' });
      await abortExecution(client, first?.arn ?? '', 'a test');
      expect(await latestExecution(client, stateMachineArn, searchId)).toMatchObject({ state: 'failed' });
      await startSearch({ stateMachineArn, searchId, again: true }, client);
      const second = await latestExecution(client, stateMachineArn, searchId);
      expect(second).toMatchObject({ searchId, state: 'running', arn: `${first?.arn}-2` });
      const listed = await listExecutions(client, stateMachineArn, 10);
      expect(listed).toEqual([expect.objectContaining({ searchId, state: 'running', arn: second?.arn })]);
      await abortExecution(client, second?.arn ?? '', 'a test');
    });
  });
});

it.each([
  ['20260314-150322-0123456789abcdef', '20260314-150322-0123456789abcdef'],
  ['20260314-150322-0123456789abcdef-2', '20260314-150322-0123456789abcdef'],
  ['20260314-150322-0123456789012345', '20260314-150322-0123456789012345'],
  ['20260314-150322-0123456789012345-17', '20260314-150322-0123456789012345'],
  ['by-hand', 'by-hand'],
])('%s runs %s', (execution, search) => expect(searchOfExecution(execution)).toBe(search));
