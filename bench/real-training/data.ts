import { fileURLToPath } from 'node:url';
import { germanWithHeader } from '../peers/german.ts';

export const datasetNames = ['digits', 'german', 'breast_cancer', 'wine', 'diabetes'] as const;

/** The dataset's file; german's is written into the folder, as the cached one has no header. */
export function datasetFile(name: (typeof datasetNames)[number], folder: string): string {
  if (name !== 'german') return fileURLToPath(new URL(`../../examples/${name}/${name}.csv`, import.meta.url));
  return germanWithHeader(folder);
}
