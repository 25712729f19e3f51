import type { Context } from 'aws-lambda';

/** What Lambda gives a handler beside the event. */
export const lambdaContext = (remaining = 900_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'train',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:train',
  memoryLimitInMB: '1769',
  awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  logGroupName: '/aws/lambda/train',
  logStreamName: '2026/01/01/[$LATEST]abc',
  getRemainingTimeInMillis: () => remaining,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

/** The deployment that the functions of these tests are told of. */
export const deployment = {
  region: 'us-east-1',
  engine: 'wasm',
  concurrency: 10,
  tiers: {
    lambda: { tier: 'lambda', vcpus: 1, memoryMiB: 1769, architecture: 'x86' },
    fargate: { tier: 'fargate', vcpus: 1, memoryMiB: 2048, architecture: 'x86', spot: true },
  },
};
