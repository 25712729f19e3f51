import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Why nothing can be written into the folder, or undefined where it can; a folder that is not there is not made. */
export async function whyNotWritable(folder: string): Promise<string | undefined> {
  const nearest = nearestThere(resolve(folder));
  try {
    const probe = await mkdtemp(join(nearest, '.modelscout-doctor-'));
    await mkdir(join(probe, 'folder'));
    await rm(probe, { recursive: true });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const nearestThere = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearestThere(dirname(folder));
