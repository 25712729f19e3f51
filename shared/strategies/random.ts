import { createProposals } from './proposals.ts';
import type { Strategy } from './strategy.ts';

/**
 * Independent draws (Bergstra & Bengio 2012): the baseline every other strategy has to beat. In a finite space that is nearly
 * exhausted, the points that are left, in random order.
 */
export const randomSearch: Strategy = (context) => [...createProposals(context).fill({ strategy: 'random' })];
