import type { Block } from '../../../../shared/network/family.ts';

/** What layers over positions are tested on. */
export const inputs = { image: [3, 4, 2], series: [5, 2] } as const;

/** Makes as many channels of an input: what comes after it is another for each trial, and has a gradient. */
export const channels = (filters: number): Block => ({
  layers: [{ kind: 'convolution', filters, kernel: 1, stride: 1, initializer: 'glorotUniform' }],
  residual: false,
});
