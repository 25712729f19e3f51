import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { MessageAttributeDataType, SnsPublish } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { patiently } from './retry.ts';

export interface NoticeTaskProps {
  readonly topic: ITopic;
  /** Where in the state the notice is: {subject, message, events}. */
  readonly notice: string;
}

/** Tells subscribers; who wants some events only filters by the attribute `events`. */
export function noticeTask(scope: Construct, name: string, { topic, notice }: NoticeTaskProps): SnsPublish {
  const task = new SnsPublish(scope, name, {
    stateName: name,
    topic,
    subject: JsonPath.stringAt(`${notice}.subject`),
    message: TaskInput.fromJsonPathAt(`${notice}.message`),
    messageAttributes: {
      events: {
        dataType: MessageAttributeDataType.STRING_ARRAY,
        value: JsonPath.jsonToString(JsonPath.objectAt(`${notice}.events`)),
      },
    },
    resultPath: JsonPath.DISCARD,
  });
  task.addRetry({ errors: ['States.ALL'], ...patiently });
  return task;
}
