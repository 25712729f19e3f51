import { CreateScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClients } from '../../cloud/clients.ts';
import { listSchedules, putSchedule, removeSchedule, scheduleName } from '../../cloud/schedules.ts';
import { readStack, type Stack } from '../../cloud/stack.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { deploySmallStack } from './small-stack.ts';

const name = `SchedulesTest${Date.now()}`;
const { scheduler: client, cloudFormation } = openClients({ hasEndpoint: true });
let stack: Stack;
let remove: () => Promise<void>;
describeOnEmulator('schedules of a stack', () => {
  beforeAll(async () => {
    remove = await deploySmallStack(name);
    stack = await readStack(cloudFormation, name);
  }, 120_000);
  afterAll(() => remove());

  const weekly = { dataset: 'datasets/iris', expression: 'rate(7 days)', timeZone: 'UTC' };

  describe('schedules', () => {
    it('are created, changed, listed and removed', async () => {
      expect(await listSchedules(client, stack)).toEqual([]);
      expect(await putSchedule(client, stack, weekly)).toBe('created');
      expect(await putSchedule(client, stack, { ...weekly, expression: 'rate(1 day)' })).toBe('changed');
      await putSchedule(client, stack, { ...weekly, dataset: 'datasets/iris/iris.csv', timeZone: 'Europe/Berlin' });
      const listed = (await listSchedules(client, stack)).map(({ dataset, expression, timeZone }) => ({
        dataset,
        expression,
        timeZone,
      }));
      expect(listed).toHaveLength(2);
      expect(listed).toEqual(
        expect.arrayContaining([
          { ...weekly, expression: 'rate(1 day)' },
          { ...weekly, dataset: 'datasets/iris/iris.csv', timeZone: 'Europe/Berlin' },
        ]),
      );
      expect(await removeSchedule(client, stack, weekly.dataset)).toBe(true);
      expect(await removeSchedule(client, stack, weekly.dataset)).toBe(false);
      expect(await listSchedules(client, stack)).toHaveLength(1);
    });

    it('call the start function with what it is to search', async () => {
      await putSchedule(client, stack, weekly);
      const Name = scheduleName(weekly.dataset);
      const { Target, GroupName } = await client.send(new GetScheduleCommand({ Name, GroupName: stack.scheduleGroup }));
      expect(GroupName).toBe(name);
      expect(Target).toMatchObject({ Arn: stack.startFunctionArn, RoleArn: stack.scheduleRoleArn });
      expect(JSON.parse(Target?.Input ?? '')).toEqual({
        schedule: Name,
        dataset: weekly.dataset,
        time: '<aws.scheduler.scheduled-time>',
      });
    });

    it('of others in the group are not ours', async () => {
      await client.send(
        new CreateScheduleCommand({
          Name: 'theirs',
          GroupName: stack.scheduleGroup,
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: stack.startFunctionArn, RoleArn: stack.scheduleRoleArn, Input: 'no JSON' },
        }),
      );
      expect((await listSchedules(client, stack)).map((schedule) => schedule.name)).not.toContain('theirs');
    });
  });
});

it('names of schedules are short, allowed, and never shared', () => {
  const long = `datasets/${'x'.repeat(80)}/${'y'.repeat(180)}`;
  const names = ['datasets/iris', 'datasets/iris/iris.csv', 'datasets/iris/iris=csv', long].map(scheduleName);
  expect(new Set(names).size).toBe(names.length);
  for (const one of names) expect(one).toMatch(/^[0-9A-Za-z._-]{1,64}$/);
});
