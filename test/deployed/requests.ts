import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { newName, until } from './cloud.ts';

/** Emulators read from it which service is meant, and check no signature. */
const authorization = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

interface Call {
  readonly service: 'lambda' | 'sqs';
  readonly method: string;
  readonly path?: string;
  readonly target?: string;
  readonly body?: object;
}

/** What the SDK's clients that are installed here do not do. Throws an Error with the emulator's answer. */
async function call({ service, method, path = '/', target, body }: Call): Promise<Record<string, unknown>> {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}${path}`, {
    method,
    headers: {
      authorization: authorization(service),
      'content-type': service === 'sqs' ? 'application/x-amz-json-1.0' : 'application/json',
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${target ?? path}: ${answer.status} ${text}`);
  return (text === '' ? {} : (JSON.parse(text) as unknown)) as Record<string, unknown>;
}

const sqs = (action: string, body: object): Promise<Record<string, unknown>> =>
  call({ service: 'sqs', method: 'POST', target: `AmazonSQS.${action}`, body });

export interface Subscription {
  /** The first notice that says this, with its subject. Throws an Error where none comes. */
  notice(containing: string): Promise<{ readonly Subject: string; readonly Message: string }>;
  /** Notices so far that say this. */
  count(containing: string): number;
}

/** A queue that gets the topic's notices. */
export async function subscribe(topicArn: string): Promise<Subscription> {
  const QueueName = newName('notices');
  const { QueueUrl } = await sqs('CreateQueue', { QueueName });
  const client = new SNSClient({});
  await client.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
    }),
  );
  const seen: { Subject: string; Message: string }[] = [];
  const receive = async (): Promise<void> => {
    const { Messages = [] } = await sqs('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 600,
    });
    for (const { Body } of Messages as { Body: string }[]) seen.push(JSON.parse(Body) as (typeof seen)[number]);
  };
  const says = (containing: string) => seen.filter(({ Message }) => Message.includes(containing));
  return {
    count: (containing) => says(containing).length,
    notice: (containing) =>
      until(`a notice of ${containing}`, async () => {
        await receive();
        return says(containing)[0];
      }),
  };
}

const functionPath = (name: string): string => `/2015-03-31/functions/${encodeURIComponent(name)}`;

/** Calls a function and waits for its answer. */
export const invoke = (name: string, event: unknown): Promise<Record<string, unknown>> =>
  call({ service: 'lambda', method: 'POST', path: `${functionPath(name)}/invocations`, body: event as object });

/** Puts another code into a function, and changes its handler and its limit of time. */
export async function changeFunction(
  name: string,
  { code, handler, seconds }: { readonly code: Buffer; readonly handler: string; readonly seconds: number },
): Promise<void> {
  const path = functionPath(name);
  const settled = () =>
    until(`the change of ${name}`, async () => {
      const { LastUpdateStatus } = await call({ service: 'lambda', method: 'GET', path: `${path}/configuration` });
      return LastUpdateStatus === 'InProgress' ? undefined : true;
    });
  await call({ service: 'lambda', method: 'PUT', path: `${path}/code`, body: { ZipFile: code.toString('base64') } });
  await settled();
  await call({
    service: 'lambda',
    method: 'PUT',
    path: `${path}/configuration`,
    body: { Handler: handler, Timeout: seconds },
  });
  await settled();
}
