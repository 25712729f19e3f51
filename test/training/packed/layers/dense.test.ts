import { describeLayer } from './describe-layer.ts';

describeLayer('dense', [
  { layers: [{ kind: 'dense', units: 4, initializer: 'glorotUniform' }], residual: false },
  { layers: [{ kind: 'dense', units: 2, initializer: 'heNormal' }], residual: false },
  { layers: [{ kind: 'dense', units: 6, initializer: 'lecunNormal' }], residual: false },
]);

describeLayer('dense with a residual link for some', [
  { layers: [{ kind: 'dense', units: 3, initializer: 'glorotUniform' }], residual: true },
  { layers: [{ kind: 'dense', units: 5, initializer: 'glorotUniform' }], residual: false },
]);
