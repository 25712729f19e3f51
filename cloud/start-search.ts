import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { told } from './cloud-error.ts';

export interface StartedSearch {
  /** The execution's name. */
  readonly execution: string;
  /** False where an execution of that name was there before. */
  readonly started: boolean;
}

/** Executions of one search: a person who stops and goes on more often than this means something else. */
const mostStarts = 1000;

let client: SFNClient | undefined;

/**
 * Starts the workflow of a search whose spec is in the store. The execution has the search's name, so that it is started once
 * however often it is asked for; `again` goes on with one that has ended, under the next name (-2, -3, …) that is free. An
 * execution that is running is found under its name: Step Functions answers it with the same input, and starts no second one.
 * Throws SearchError CloudUnavailable.
 */
export async function startSearch(
  {
    stateMachineArn,
    searchId,
    again = false,
  }: { readonly stateMachineArn: string; readonly searchId: string; readonly again?: boolean },
  stepFunctions: SFNClient = (client ??=
    new SFNClient({
      disableHostPrefix: process.env.AWS_ENDPOINT_URL !== undefined,
    })),
): Promise<StartedSearch> {
  const input = JSON.stringify({ searchId });
  for (let start = 1; ; start++) {
    const name = start === 1 ? searchId : `${searchId}-${start}`;
    const started = await told('start the search', async () => {
      try {
        await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name, input }));
        return true;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return false;
        throw error;
      }
    });
    if (started || !again || start === mostStarts) return { execution: name, started };
  }
}
