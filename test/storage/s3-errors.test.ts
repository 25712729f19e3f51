import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, it } from 'vitest';
import { SearchError } from '../../shared/errors.ts';
import { s3Store } from '../../storage/s3.ts';
import { s3Source } from '../../storage/s3-source.ts';

// What no emulator does – to refuse, to break off – is answered here as AWS documents it, and heard through the real SDK.
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function clientOf(answer: RequestListener): Promise<S3Client> {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const clientAt = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

const xml = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>as S3 says it</Message></Error>`;

/** Answers with an error; to HEAD without a body, as HTTP has it. */
const refusing =
  (status: number, code: string): RequestListener =>
  (request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? undefined : xml(code));
  };

async function errorOf(work: Promise<unknown>): Promise<SearchError> {
  const error = await work.then(
    (value) => expect.fail(`gave ${String(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SearchError);
  return error as SearchError;
}

it.each([
  [403, 'AccessDenied', /not allowed.*AWS_PROFILE/],
  [400, 'ExpiredToken', /expired.*Sign in again/],
  [403, 'InvalidAccessKeyId', /does not know these credentials/],
  [403, 'SignatureDoesNotMatch', /does not know these credentials/],
  [404, 'NoSuchBucket', /no such bucket.*AWS_REGION/],
  [403, 'RequestTimeTooSkewed', /clock/],
  [400, 'SomethingNew', /SomethingNew.*run the same command again/],
])('tells %i %s with its way out, and never takes it for a missing key', async (status, code, line) => {
  const client = await clientOf(refusing(status, code));
  const store = s3Store({ client, bucket: 'bucket', prefix: 'team' });
  const works = {
    'read s3://bucket/team/a/b': () => store.read('a/b'),
    'write s3://bucket/team/a/b': () => store.write('a/b', 'x', { ifAbsent: true }),
    'list s3://bucket/team/a/': () => store.list('a/'),
    'delete s3://bucket/team/a/b': () => store.delete('a/b'),
    'read s3://bucket/t.csv': () => s3Source(client, 'bucket', 't.csv'),
  };
  for (const [done, work] of Object.entries(works)) {
    const error = await errorOf(work());
    expect(error.name).toBe('StoreUnavailable');
    expect(error.message).toContain(`Cannot ${done}: `);
    expect(error.describe()).toMatch(line);
  }
});

it('tells that nobody answers, that there are no credentials, and that a session has run out', async () => {
  const read = (client: S3Client) => errorOf(s3Store({ client, bucket: 'bucket' }).read('a'));
  // Port 1 is nobody's.
  expect((await read(clientAt('http://127.0.0.1:1'))).describe()).toMatch(/ECONNREFUSED.*AWS_ENDPOINT_URL/);
  const without = (message: string) =>
    new S3Client({
      region: 'us-east-1',
      credentials: () => Promise.reject(Object.assign(new Error(message), { name: 'CredentialsProviderError' })),
    });
  expect((await read(without('Could not load credentials from any providers'))).describe()).toMatch(
    /no AWS credent.*aws/,
  );
  expect((await read(without('The SSO session has expired.'))).describe()).toMatch(/expired.*sso login/);
});

it('writes again where S3 answers that another write was under way', async () => {
  let asked = 0;
  const client = await clientOf((request, response) => {
    asked++;
    expect(request.headers['if-none-match']).toBe('*');
    if (asked < 4) refusing(409, 'ConditionalRequestConflict')(request, response);
    else refusing(412, 'PreconditionFailed')(request, response);
  });
  expect(await s3Store({ client, bucket: 'bucket' }).write('k', 'x', { ifAbsent: true })).toBe(false);
  expect(asked).toBe(4);
});

/** Serves the bytes, and cuts the line in the middle of the first answers. */
function cutting(bytes: Buffer, cuts: number): { readonly ranges: string[]; readonly answer: RequestListener } {
  const ranges: string[] = [];
  const answer: RequestListener = (request, response) => {
    const headers = { etag: '"e"', 'accept-ranges': 'bytes' };
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const part = range === null ? bytes : bytes.subarray(Number(range[1]), Number(range[2]) + 1);
    response.writeHead(range === null ? 200 : 206, { ...headers, 'content-length': part.length });
    if (request.method === 'HEAD') return void response.end();
    ranges.push(request.headers.range ?? '');
    if (range !== null) expect(request.headers['if-match']).toBe('"e"');
    if (ranges.length > cuts) return void response.end(part);
    response.write(part.subarray(0, part.length >> 1), () => setTimeout(() => response.destroy(), 20));
  };
  return { ranges, answer };
}

const bytes = Buffer.from(Array.from({ length: 64_000 }, (_, index) => index % 251));

it('reads an artifact again whose answer broke off, and gives up in the end', async () => {
  const twice = cutting(bytes, 2);
  const store = s3Store({ client: await clientOf(twice.answer), bucket: 'bucket' });
  expect(Buffer.from((await store.read('k')) ?? []).equals(bytes)).toBe(true);
  expect(twice.ranges).toHaveLength(3);
  server?.close();
  const always = s3Store({ client: await clientOf(cutting(bytes, 99).answer), bucket: 'bucket' });
  expect((await errorOf(always.read('k'))).name).toBe('StoreUnavailable');
});

it('goes on with a dataset from the byte that it had reached', async () => {
  const { ranges, answer } = cutting(bytes, 4);
  const source = await s3Source(await clientOf(answer), 'bucket', 't.csv');
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read()) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  // Half of what was left, each time.
  expect(ranges).toEqual([0, 32_000, 48_000, 56_000, 60_000].map((at) => `bytes=${at}-63999`));
});

it('gives up on a dataset whose answers bring nothing', async () => {
  const client = await clientOf((request, response) => {
    response.writeHead(request.method === 'HEAD' ? 200 : 206, {
      etag: '"e"',
      'content-length': request.method === 'HEAD' ? 10 : 0,
    });
    response.end();
  });
  const source = await s3Source(client, 'bucket', 't.csv');
  const error = await errorOf(source.read()[Symbol.asyncIterator]().next());
  expect(error.message).toContain('ended early');
});
