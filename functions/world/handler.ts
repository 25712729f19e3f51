import type { Context } from 'aws-lambda';
import { SearchError } from '../../shared/errors.ts';
import { logger, metrics } from './log.ts';

/** Ids that may stand in a step's input: they go with every line of the log. */
const ids = ['searchId', 'round', 'pack'] as const;

/**
 * A function of the state machine. An error's name is what Lambda reports as its type and the machine decides by, its message
 * what a person will read: so the message gets its place and its way out. Metrics are written whatever the end.
 */
export const handle =
  <Output>(run: (event: unknown, context: Context) => Promise<Output>) =>
  async (event: unknown, context: Context): Promise<Output> => {
    logger.addContext(context);
    logger.resetKeys();
    logger.appendKeys(idsOf(event));
    try {
      return await run(event, context);
    } catch (error) {
      logger.error('failed', error instanceof Error ? error : new Error(String(error)));
      throw error instanceof SearchError ? new SearchError(error.name, error.describe(), { cause: error }) : error;
    } finally {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };

function idsOf(event: unknown): Record<string, string | number> {
  const members: Readonly<Record<string, unknown>> = typeof event === 'object' && event !== null ? { ...event } : {};
  const found: Record<string, string | number> = {};
  for (const id of ids) {
    const value = members[id];
    if (typeof value === 'string') found[id] = value.slice(0, 100);
    else if (typeof value === 'number') found[id] = value;
  }
  return found;
}
