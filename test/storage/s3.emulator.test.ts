import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { SearchError } from '../../shared/errors.ts';
import { mapConcurrently } from '../../shared/steps/map-concurrently.ts';
import { openS3Source, openStore } from '../../storage/index.ts';
import { s3Store } from '../../storage/s3.ts';
import { s3Source } from '../../storage/s3-source.ts';
import { describeOnEmulator, newBucket, testClient } from '../emulator/emulator.ts';
import { describeStore } from './describe-store.ts';

describeOnEmulator('S3', () => {
  const client = testClient();
  describeStore('S3', async () => s3Store({ client, bucket: await newBucket() }));
  describeStore('S3 below a prefix', async () => openStore(`s3://${await newBucket()}/team/a`));

  it('sees nothing of its neighbours below another prefix', async () => {
    const bucket = await newBucket();
    await openStore(`s3://${bucket}/a`).write('x', '1');
    await openStore(`s3://${bucket}/ab`).write('y', '2');
    expect(await openStore(`s3://${bucket}/a`).list('')).toEqual(['x']);
    expect(await openStore(`s3://${bucket}`).list('')).toEqual(['a/x', 'ab/y']);
  });

  it('lists only what has the name of a key', async () => {
    const bucket = await newBucket();
    for (const key of ['team/a/', 'team/a/x', 'team/a/my file.csv', 'team/a/folder/']) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
    }
    expect(await openStore(`s3://${bucket}/team/a`).list('')).toEqual(['x']);
  });

  it('has one winner of twenty that write a key at once', async () => {
    const store = openStore(`s3://${await newBucket()}`);
    const writes = Array.from({ length: 20 }, (_, index) => store.write('key', String(index), { ifAbsent: true }));
    const won = (await Promise.all(writes)).flatMap((wrote, index) => (wrote ? [index] : []));
    expect(won).toHaveLength(1);
    expect(new TextDecoder().decode(await store.read('key'))).toBe(String(won[0]));
  });

  it('lists more keys than a page holds', async () => {
    const store = openStore(`s3://${await newBucket()}`);
    const keys = Array.from({ length: 1100 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    await mapConcurrently(keys, (key) => store.write(key, ''));
    expect(await store.list('many/')).toEqual(keys);
  });

  it('tells a bucket that is not there from a key that is not', async () => {
    const store = openStore('s3://modelscout-no-such-bucket');
    for (const work of [() => store.read('a'), () => store.write('a', ''), () => store.list('')]) {
      const error = await work().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(SearchError);
      expect((error as SearchError).name).toBe('StoreUnavailable');
      expect((error as SearchError).describe()).toMatch(/s3:\/\/modelscout-no-such-bucket.*bucket's name/);
    }
  });

  it('streams a dataset, whole and in parts', async () => {
    const bucket = await newBucket();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'datasets/a/t.csv', Body: bytes }));
    const source = await openS3Source(`s3://${bucket}/datasets/a/t.csv`);
    expect(source).toMatchObject({ name: 't.csv', byteLength: bytes.length });
    const read = async (start?: number, end?: number): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source.read(start, end)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    expect((await read()).equals(bytes)).toBe(true);
    expect((await read(1000, 70_000)).equals(bytes.subarray(1000, 70_000))).toBe(true);
    expect(await read(5, 5)).toHaveLength(0);
    expect((await read(299_990, 400_000)).equals(bytes.subarray(299_990))).toBe(true);
  });

  it('goes on with a stream that broke off', async () => {
    const bucket = await newBucket();
    const bytes = Buffer.from('0123456789'.repeat(10_000));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 't.csv', Body: bytes }));
    let reads = 0;
    const breaking = new S3Client({ forcePathStyle: true });
    breaking.middlewareStack.add(
      (next) => async (given) => {
        const answer = await next(given);
        const output = answer.output as { Body?: AsyncIterable<Uint8Array> };
        if (output.Body === undefined) return answer;
        const body = output.Body;
        reads++;
        output.Body = (async function* () {
          for await (const chunk of body) {
            yield chunk.subarray(0, 7000);
            throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
          }
        })();
        return answer;
      },
      { step: 'initialize' },
    );
    const source = await s3Source(breaking, bucket, 't.csv');
    const chunks: Uint8Array[] = [];
    for await (const chunk of source.read()) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(reads).toBeGreaterThan(10);
  });

  it('never mixes two versions of a dataset', async () => {
    const bucket = await newBucket();
    const put = (text: string) => client.send(new PutObjectCommand({ Bucket: bucket, Key: 't.csv', Body: text }));
    await put('first');
    const source = await openS3Source(`s3://${bucket}/t.csv`);
    await put('other');
    const reading = (async () => {
      for await (const chunk of source.read()) expect(Buffer.from(chunk).toString()).toBe('first');
    })();
    await expect(reading).rejects.toMatchObject({ name: 'NotFound', message: expect.stringContaining('replaced') });
  });

  it('says that a dataset is not there, or empty', async () => {
    const bucket = await newBucket();
    await expect(openS3Source(`s3://${bucket}/none.csv`)).rejects.toMatchObject({ name: 'NotFound' });
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'empty.csv', Body: '', ContentLength: 0 }));
    await expect(openS3Source(`s3://${bucket}/empty.csv`)).rejects.toMatchObject({ name: 'InvalidDataset' });
    await expect(openS3Source('s3://modelscout-no-such-bucket/t.csv')).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('no such bucket'),
    });
    await expect(openS3Source('s3://UPPER/none.csv')).rejects.toMatchObject({ name: 'InvalidSpec' });
    await expect(openS3Source(`s3://${bucket}/../none.csv`)).rejects.toMatchObject({ name: 'InvalidSpec' });
  });
});
