import type { Candidate } from '../../../../shared/candidate.ts';
import type { SearchSpace } from '../../../../shared/search-space.ts';

/** Three numbers beside a choice that brings a parameter of its own. */
export const bowlSpace: SearchSpace = {
  x: { type: 'uniform', low: -1, high: 1 },
  rate: { type: 'logUniform', low: 1e-4, high: 1 },
  optimizer: { type: 'choice', options: ['sgd', 'momentum', 'adam'] },
  momentum: { type: 'uniform', low: 0, high: 1, when: { optimizer: ['momentum'] } },
  width: { type: 'ordinal', values: [4, 8, 16, 32, 64] },
};

/** 0 at best, at the bottom: x 0.4, rate 0.01, momentum 0.9, width 16. */
export function bowl({ x, rate, optimizer, momentum, width }: Candidate): number {
  const away = (Number(x) - 0.4) ** 2 + (Math.log10(Number(rate)) / 4 + 0.5) ** 2 + (Number(width) === 16 ? 0 : 0.1);
  return away + (optimizer === 'momentum' ? (Number(momentum) - 0.9) ** 2 : 0.2);
}
