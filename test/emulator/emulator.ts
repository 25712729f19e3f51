import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, inject } from 'vitest';
import { emulatorVariables } from './variables.ts';

const found = inject('emulator');

// Nothing of the machine's own AWS configuration is to lead a test elsewhere.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
Object.assign(process.env, emulatorVariables('missing' in found ? '' : found.endpoint));

/** Which emulator the tests run on; what one cannot do is skipped by name on it. */
export const emulatorKind = 'missing' in found ? undefined : found.kind;

/** Tests that need the emulator; without one they are skipped, and their name says why. */
export function describeOnEmulator(name: string, tests: () => void): void {
  if ('missing' in found) describe.skip(`${name} (no emulator: ${found.missing})`, tests);
  else describe(`${name} (${found.kind})`, tests);
}

export const testClient = (): S3Client => new S3Client({ forcePathStyle: true });

/** A new and empty bucket. */
export async function newBucket(): Promise<string> {
  const bucket = `modelscout-test-${randomBytes(6).toString('hex')}`;
  await testClient().send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}
