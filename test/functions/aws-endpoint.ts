import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsEndpoint {
  readonly url: string;
  /** Executions that were started, in order. */
  readonly executions: { readonly name: string; readonly input: string }[];
  close(): Promise<void>;
}

/**
 * An address that answers as Step Functions and S3 do in what the start function asks of them: a name is taken for good, whether or
 * not it runs; the bucket's list is what a test gives.
 */
export async function awsEndpoint(objects: readonly { readonly key: string; readonly modified: string }[] = []) {
  const executions: AwsEndpoint['executions'] = [];
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (request.headers['x-amz-target'] === 'AWSStepFunctions.StartExecution') {
        const { name, input, stateMachineArn } = JSON.parse(body) as {
          name: string;
          input: string;
          stateMachineArn: string;
        };
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        if (executions.some((one) => one.name === name)) {
          response.statusCode = 400;
          response.end(
            JSON.stringify({ __type: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${name}'` }),
          );
          return;
        }
        executions.push({ name, input });
        const executionArn = `${stateMachineArn.replace('stateMachine', 'execution')}:${name}`;
        response.end(JSON.stringify({ executionArn, startDate: 1_700_000_000 }));
        return;
      }
      const prefix = new URL(request.url ?? '/', 'http://localhost').searchParams.get('prefix') ?? '';
      const contents = objects
        .filter(({ key }) => key.startsWith(prefix))
        .map(
          ({ key, modified }) =>
            `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified><ETag>"e"</ETag><Size>9</Size></Contents>`,
        );
      response.setHeader('content-type', 'application/xml');
      response.end(
        `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, executions, close } satisfies AwsEndpoint;
}
