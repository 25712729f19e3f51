import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { told } from './cloud-error.ts';

export type ExecutionState = 'running' | 'succeeded' | 'failed';

/** One run of the workflow for a search. */
export interface Execution {
  readonly arn: string;
  readonly searchId: string;
  readonly state: ExecutionState;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** Why it failed, in its own words. */
  readonly cause?: string;
}

/** An execution's name is the search's id; going on adds -2, -3, … */
export const searchOfExecution = (name: string): string => name.replace(/(?<=-[0-9a-f]{16})-\d+$/, '');

const stateOf = (status: string | undefined): ExecutionState => {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'running';
  return status === 'SUCCEEDED' ? 'succeeded' : 'failed';
};

/** Executions of a search that are looked for, the newest's name being the highest. */
const mostStarts = 1000;

/** The newest execution of the search, or undefined where it was never started. Throws SearchError CloudUnavailable. */
export async function latestExecution(
  client: SFNClient,
  stateMachineArn: string,
  searchId: string,
): Promise<Execution | undefined> {
  let latest: Execution | undefined;
  for (let start = 1; start <= mostStarts; start++) {
    const found = await describe(client, arnOf(stateMachineArn, start === 1 ? searchId : `${searchId}-${start}`));
    if (found === undefined) return latest;
    latest = { ...found, searchId };
  }
  return latest;
}

/** arn:aws:states:region:account:stateMachine:name → …:execution:name:execution */
const arnOf = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const describe = (client: SFNClient, arn: string): Promise<Execution | undefined> =>
  told('look at the search', async () => {
    try {
      const { status, startDate, stopDate, error, cause, name } = await client.send(
        new DescribeExecutionCommand({ executionArn: arn }),
      );
      const why = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
      return {
        arn,
        searchId: searchOfExecution(name ?? ''),
        state: stateOf(status),
        startedAt: startDate,
        endedAt: stopDate,
        ...(why === '' ? {} : { cause: why }),
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  });

/** The newest execution of each search, newest first, at most `most`. Throws SearchError CloudUnavailable. */
export async function listExecutions(client: SFNClient, stateMachineArn: string, most: number): Promise<Execution[]> {
  const found = new Map<string, Execution>();
  let nextToken: string | undefined;
  do {
    const page = await told('list the searches', () =>
      client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000, nextToken })),
    );
    for (const { executionArn, name, status, startDate, stopDate } of page.executions ?? []) {
      const searchId = searchOfExecution(name ?? '');
      if (found.has(searchId)) continue;
      found.set(searchId, {
        arn: executionArn ?? '',
        searchId,
        state: stateOf(status),
        startedAt: startDate,
        endedAt: stopDate,
      });
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined && found.size < most);
  return [...found.values()].slice(0, most);
}

/** Ends an execution and the tasks that it waits for. Throws SearchError CloudUnavailable. */
export async function abortExecution(client: SFNClient, arn: string, cause: string): Promise<void> {
  await told('stop the search', () => client.send(new StopExecutionCommand({ executionArn: arn, cause })));
}
