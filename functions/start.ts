import { listObjects } from '../cloud/list-objects.ts';
import { sendNotice } from '../cloud/send-notice.ts';
import { startSearch } from '../cloud/start-search.ts';
import { checkFormat } from '../data/check-format.ts';
import { begin } from '../shared/steps/begin.ts';
import { openStore } from '../storage/index.ts';
import { readEnvironment, required } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { stepContext } from './world/step-context.ts';

const { STORE, STATE_MACHINE_ARN, TOPIC_ARN, DEPLOYMENT } = readEnvironment();
const bucket = STORE.replace(/^s3:\/\//, '');
const context = {
  ...stepContext(openStore(STORE)),
  bucket,
  clock: () => new Date().toISOString(),
  defaults: DEPLOYMENT?.defaults ?? {},
  checkFormat,
  listObjects: (prefix: string) => listObjects(bucket, prefix),
  startExecution: (searchId: string) =>
    startSearch({ stateMachineArn: required('STATE_MACHINE_ARN', STATE_MACHINE_ARN), searchId }),
  goOn: (searchId: string) =>
    startSearch({ stateMachineArn: required('STATE_MACHINE_ARN', STATE_MACHINE_ARN), searchId, again: true }),
};

/** An S3 event, a schedule's call or a person's → {searchId, execution, started}, {ignored} or {refused, notice} */
export const handler = handle(async (event) => {
  const begun = await begin(event, context);
  // No workflow runs that could tell of it.
  if ('notice' in begun && TOPIC_ARN !== undefined) await sendNotice(TOPIC_ARN, begun.notice);
  return begun;
});
