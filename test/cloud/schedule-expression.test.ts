import { describe, expect, it } from 'vitest';
import { checkScheduleExpression } from '../../cloud/schedule-expression.ts';

const now = new Date('2026-11-25T12:00:00Z');
const check = (expression: string): string => checkScheduleExpression(expression, now);

describe('checkScheduleExpression', () => {
  it.each([
    ['rate(7 days)', 'rate(7 days)'],
    [' rate( 1 day ) ', 'rate(1 day)'],
    ['rate(1 days)', 'rate(1 day)'],
    ['rate(5 minute)', 'rate(5 minutes)'],
    ['cron(0 6 ? * MON *)', 'cron(0 6 ? * MON *)'],
    ['cron(0 6 ? * mon-fri *)', 'cron(0 6 ? * MON-FRI *)'],
    ['cron(0/15 * L * ? 2027)', 'cron(0/15 * L * ? 2027)'],
    ['cron(0,30 8-18 ? JAN,JUN 2#1 2027-2029)', 'cron(0,30 8-18 ? JAN,JUN 2#1 2027-2029)'],
    ['at(2027-01-31T06:00:00)', 'at(2027-01-31T06:00:00)'],
  ])('takes %j', (given, sent) => expect(check(given)).toBe(sent));

  it.each([
    ['weekly', 'is none'],
    ['rate(7)', 'whole number and a unit'],
    ['rate(0 days)', 'its number is 0'],
    ['rate(1.5 days)', 'whole number'],
    ['rate(1 week)', 'minutes, hours or days'],
    ['cron(0 6 * * MON)', 'has 5 fields'],
    ['cron(60 6 ? * MON *)', '"60" as its minute'],
    ['cron(0 24 ? * MON *)', '"24" as its hour'],
    ['cron(0 6 32 * ? *)', '"32" as its day of the month'],
    ['cron(0 6 ? FOO MON *)', '"FOO" as its month'],
    ['cron(0 6 ? * 8 *)', '"8" as its day of the week'],
    ['cron(0 6 ? * MON 1969)', '"1969" as its year'],
    ['cron(0/0 6 ? * MON *)', '"0/0" as its minute'],
    ['cron(0 6 * * * *)', 'exactly one'],
    ['cron(0 6 ? * ? *)', 'exactly one'],
    ['at(2027-02-30T06:00:00)', 'needs a time'],
    ['at(2027-01-31)', 'needs a time'],
    ['at(2026-11-20T06:00:00)', 'in the past'],
    ['rate(7 days); rm -rf', 'is none'],
  ])('says what is wrong with %j', (given, why) => {
    expect(() => check(given)).toThrow(
      expect.objectContaining({ name: 'InvalidSpec', message: expect.stringContaining(why) }),
    );
  });
});
