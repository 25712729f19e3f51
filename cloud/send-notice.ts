import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Notice } from '../shared/steps/notice.ts';
import { told } from './cloud-error.ts';

let client: SNSClient | undefined;

/** Sends the notice to the topic's subscribers, who may choose by its events. Throws SearchError CloudUnavailable. */
export async function sendNotice(
  topicArn: string,
  { subject, message, events }: Notice,
  sns: SNSClient = (client ??=
    new SNSClient({})),
): Promise<void> {
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    MessageAttributes: { events: { DataType: 'String.Array', StringValue: JSON.stringify(events) } },
  });
  await told('send a notice', () => sns.send(command));
}
