import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClients } from '../../cloud/clients.ts';
import { readStack } from '../../cloud/stack.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { deployment, deploySmallStack } from './small-stack.ts';

const name = `StackTest${Date.now()}`;
const { cloudFormation: client } = openClients({ hasEndpoint: true });
let remove: () => Promise<void>;
describeOnEmulator('a deployed stack', () => {
  beforeAll(async () => {
    remove = await deploySmallStack(name);
  }, 120_000);
  afterAll(() => remove());

  describe('readStack', () => {
    it('gives what the stack put out', async () => {
      expect(await readStack(client, name)).toMatchObject({
        name,
        bucket: expect.stringMatching(/^[a-z0-9.-]{3,63}$/),
        stateMachineArn: expect.stringMatching(/^arn:aws:states:us-east-1:\d{12}:stateMachine:/),
        scheduleGroup: name,
        deployment,
      });
    });

    it('says that there is no such stack, and how to have one', async () => {
      await expect(readStack(client, 'NoSuchStack')).rejects.toMatchObject({
        name: 'CloudUnavailable',
        message: 'There is no stack NoSuchStack in us-east-1',
        wayOut: expect.stringContaining('modelscout deploy'),
      });
    });

    it('tells a stack of another make from ours', async () => {
      const removeOther = await deploySmallStack(`${name}Other`, { Bucket: { Ref: 'Store' }, Deployment: 'none' });
      await expect(readStack(client, `${name}Other`)).rejects.toMatchObject({
        name: 'CloudUnavailable',
        message: expect.stringMatching(/none of this version: its outputs lack .*StateMachine.*Deployment/),
      });
      await removeOther();
    });
  });
});
