import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClients } from '../../cloud/clients.ts';
import { keyName, uploadDataset } from '../../cloud/uploads.ts';
import { fileSource } from '../../data/file-source.ts';
import type { DatasetSource } from '../../shared/dataset.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';

const bucket = `uploads-test-${Date.now()}`;
const { s3 } = openClients({ hasEndpoint: true });
let folder: string;
describeOnEmulator('uploads', () => {
  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    folder = await mkdtemp(join(tmpdir(), 'modelscout-uploads-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function fileOf(name: string, bytes: Uint8Array): Promise<DatasetSource> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return fileSource(path);
  }

  describe('uploadDataset', () => {
    it('puts the bytes under their hash, and says how far it is', async () => {
      const bytes = new Uint8Array(3_000_000).map((_, at) => at % 251);
      const shares: number[] = [];
      const uploaded = await uploadDataset({ s3, bucket }, await fileOf('data set.csv', bytes), (share) =>
        shares.push(share),
      );
      const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      expect(uploaded).toEqual({ key: `uploads/${hash}/data-set.csv`, bytes: bytes.length, wasThere: false });
      expect(shares.at(-1)).toBe(1);
      // After each mebibyte that the file is read by.
      expect(shares).toHaveLength(3);
      expect(shares).toEqual(shares.toSorted((left, right) => left - right));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: uploaded.key }));
      expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    });

    it('sends nothing twice', async () => {
      const source = await fileOf('twice.csv', Buffer.from('a,b\n1,2\n'));
      expect(await uploadDataset({ s3, bucket }, source)).toMatchObject({ wasThere: false });
      const before = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'uploads/' }));
      expect(await uploadDataset({ s3, bucket }, source)).toMatchObject({ wasThere: true });
      const after = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'uploads/' }));
      expect(after.Contents).toEqual(before.Contents);
    });

    it('says where it could not go', async () => {
      const source = await fileOf('lost.csv', Buffer.from('a\n'));
      await expect(uploadDataset({ s3, bucket: 'no-such-bucket' }, source)).rejects.toMatchObject({
        name: 'CloudUnavailable',
        message: expect.stringContaining('no-such-bucket'),
      });
    });
  });
});

it.each([
  ['iris.csv', 'iris.csv'],
  ['my data (1).csv', 'my-data-1-.csv'],
  ['../../etc/passwd', '-..-etc-passwd'],
  ['.csv', 'csv'],
  ['日本.parquet', '-.parquet'],
  [`${'x'.repeat(300)}.csv`, `${'x'.repeat(116)}.csv`],
])('names %j %j', (name, key) => expect(keyName(name)).toBe(key));
