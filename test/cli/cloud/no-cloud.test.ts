import { describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';
import { iris, newFolder } from '../searched.ts';

/** Nothing of the tester's own account, and no waiting for an EC2 instance's credentials. */
const nobody = {
  AWS_ENDPOINT_URL: '',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
  AWS_REGION: '',
  AWS_DEFAULT_REGION: '',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const closed = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };

describe('without a cloud', () => {
  it.each([
    ['no region', keys, 'no AWS region is set. Set AWS_REGION'],
    ['no credentials', { AWS_REGION: 'eu-west-1' }, 'no AWS credentials were found. Run `aws configure`'],
    ['a profile that is not there', { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'gone' }, 'no AWS credentials were found'],
    ['nobody at the endpoint', { ...keys, ...closed, AWS_REGION: 'eu-west-1' }, '(ECONNREFUSED). Check the network'],
    ["the AWS CLI's name of the region", { ...keys, ...closed, AWS_DEFAULT_REGION: 'eu-west-1' }, 'ECONNREFUSED'],
  ])('%s: told in a line with the way out', async (_, environment, told) => {
    const { code, stdout, stderr } = await runCli(['list', '--cloud'], { environment: { ...nobody, ...environment } });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain(told);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    [['search', iris, '--cloud']],
    [['list', '--cloud']],
    [['watch', '--cloud']],
    [['show', '--cloud']],
    [['report', '--cloud']],
    [['stop', '2026', '--cloud']],
    [['resume', '2026', '--cloud']],
    [['fetch', 'models/iris']],
    [['schedule']],
    [['predict', '--from', 's3://a-bucket/models/iris', iris]],
  ])('%j says the same', async (argumentsGiven) => {
    const environment = { ...nobody, AWS_REGION: 'eu-west-1' };
    const { code, stderr } = await runCli(argumentsGiven, { environment, cwd: await newFolder() });
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr: expect.stringMatching(/^error: Cannot [^:]+(s3:[^:]+)?: no AWS credentials were found\. /),
    });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('tells scripts as JSON', async () => {
    const { stdout } = await runCli(['list', '--cloud', '--json'], { environment: { ...nobody, ...keys } });
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', code: 'CloudUnavailable' });
  });
});
