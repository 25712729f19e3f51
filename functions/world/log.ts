import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { SearchEvent } from '../../shared/steps/context.ts';

/** Structured lines with ids and counts; never a row of data, never a candidate's message beyond its reason. */
export const logger = new Logger({ serviceName: 'modelscout' });

export const metrics = new Metrics({ namespace: 'Modelscout', serviceName: 'modelscout' });

/** A pack's epochs are too many to log. */
export function logEvent(event: SearchEvent): void {
  if (event.type === 'pack-progress') return;
  logger.info(event.type, { ...event });
}
