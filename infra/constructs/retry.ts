import { Duration } from 'aws-cdk-lib';
import { JitterType, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

/** Names of SearchErrors that no other try makes better. */
const notWorthIt = [
  'InvalidSpec',
  'InvalidDataset',
  'InvalidModel',
  'NotFound',
  'ArtifactMissing',
  'ArtifactCorrupt',
  'SearchFailed',
];

/** Tries a function again, later and later, and not all of them at once. */
export function retry<Task extends TaskStateBase>(task: Task): Task {
  // The first retrier that knows the error decides.
  task.addRetry({ errors: notWorthIt, maxAttempts: 0 });
  // An account has a limit of functions at a time, shared with all else that it runs: to wait is no failure.
  task.addRetry({ errors: ['Lambda.TooManyRequestsException'], ...patiently, maxAttempts: 60 });
  task.addRetry({ errors: ['States.ALL'], ...patiently });
  return task;
}

export const patiently = {
  maxAttempts: 3,
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  jitterStrategy: JitterType.FULL,
};
