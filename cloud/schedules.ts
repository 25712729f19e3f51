import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { z } from 'zod';
import { contentHash } from '../shared/hash.ts';
import { cloudError, told } from './cloud-error.ts';
import type { Stack } from './stack.ts';

/** What the start function is called with. */
const inputSchema = z.object({ schedule: z.string(), dataset: z.string() });

export interface Schedule {
  readonly name: string;
  /** Key of the dataset in the bucket. */
  readonly dataset: string;
  /** rate(…), cron(…) or at(…). */
  readonly expression: string;
  readonly timeZone: string;
}

/** One schedule a dataset: setting it again changes it. */
export function scheduleName(dataset: string): string {
  const readable = dataset
    .replace(/^datasets\//, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 40);
  return `${readable}-${contentHash(dataset).slice(0, 8)}`;
}

/** Searches the dataset again and again. Answers whether there was a schedule before. Throws SearchError CloudUnavailable. */
export async function putSchedule(
  client: SchedulerClient,
  { scheduleGroup, scheduleRoleArn, startFunctionArn }: Stack,
  { dataset, expression, timeZone }: Omit<Schedule, 'name'>,
): Promise<'created' | 'changed'> {
  const name = scheduleName(dataset);
  const request = {
    Name: name,
    GroupName: scheduleGroup,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: {
      Arn: startFunctionArn,
      RoleArn: scheduleRoleArn,
      // The Scheduler puts the time there that it was to fire at: fired twice, it starts one search.
      Input: JSON.stringify({ schedule: name, dataset, time: '<aws.scheduler.scheduled-time>' }),
    },
  };
  try {
    await client.send(new CreateScheduleCommand(request));
    return 'created';
  } catch (error) {
    if (!(error instanceof ConflictException)) throw cloudError(error, 'write the schedule');
    await told('change the schedule', () => client.send(new UpdateScheduleCommand(request)));
    return 'changed';
  }
}

/** All schedules of the stack, by name. Throws SearchError CloudUnavailable. */
export async function listSchedules(client: SchedulerClient, { scheduleGroup }: Stack): Promise<Schedule[]> {
  const schedules: Schedule[] = [];
  let nextToken: string | undefined;
  do {
    const page = await told('list the schedules', () =>
      client.send(new ListSchedulesCommand({ GroupName: scheduleGroup, NextToken: nextToken })),
    );
    for (const { Name: name = '' } of page.Schedules ?? []) {
      const found = await describe(client, scheduleGroup, name);
      if (found !== undefined) schedules.push(found);
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return schedules;
}

/** Answers whether there was one. Throws SearchError CloudUnavailable. */
export const removeSchedule = (client: SchedulerClient, { scheduleGroup }: Stack, dataset: string): Promise<boolean> =>
  told('remove the schedule', async () => {
    try {
      await client.send(new DeleteScheduleCommand({ GroupName: scheduleGroup, Name: scheduleName(dataset) }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  });

const describe = (client: SchedulerClient, group: string, name: string): Promise<Schedule | undefined> =>
  told('read the schedules', async () => {
    try {
      const {
        ScheduleExpression = '',
        ScheduleExpressionTimezone = 'UTC',
        Target,
      } = await client.send(new GetScheduleCommand({ GroupName: group, Name: name }));
      const input = inputSchema.safeParse(JSON.parse(Target?.Input ?? 'null'));
      // One that somebody else put into the group is none of ours.
      if (!input.success) return undefined;
      const { dataset } = input.data;
      return { name, dataset, expression: ScheduleExpression, timeZone: ScheduleExpressionTimezone };
    } catch (error) {
      if (error instanceof ResourceNotFoundException || error instanceof SyntaxError) return undefined;
      throw error;
    }
  });
