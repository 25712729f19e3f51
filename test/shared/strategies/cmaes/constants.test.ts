import { expect, it } from 'vitest';
import { constantsOf, usualPopulation } from '../../../../shared/strategies/cmaes/constants.ts';

// cmaes 0.13.1 (PyPI): CMA(mean=np.zeros(10), sigma=1), its _weights, _mu, _mu_eff, _cc, _c_sigma, _d_sigma, _c1 and _cmu.
it('has the constants that the package cmaes has in ten dimensions', () => {
  expect(usualPopulation(10)).toBe(10);
  const { weights, selected, ...constants } = constantsOf(10, 10);
  expect(selected).toBe(5);
  const known = {
    effective: 3.1672992814107026,
    pathDecay: 0.29499038303562225,
    stepDecay: 0.2844285879463675,
    damping: 1.2844285879463675,
    rankOne: 0.015283824524751714,
    rankMany: 0.02015428276120838,
  };
  for (const [name, value] of Object.entries(known)) {
    expect(constants[name as keyof typeof known], name).toBeCloseTo(value, 12);
  }
  const knownWeights = [
    [0.45627264690340597, 0.2707530970017852, 0.1622311171586698, 0.08523354710016448, 0.025509591835974777],
    [-0.08532086250759853, -0.236476601148097, -0.36741365771166457, -0.4829083267842344, -0.5862218287788353],
  ].flat();
  for (const [rank, weight] of knownWeights.entries()) expect(weights[rank]).toBeCloseTo(weight, 12);
});
