import { fileURLToPath } from 'node:url';
import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS packages in an ES module ask for what only CommonJS has. */
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join(' ');

/** One file a function, with the SDK that it was tested with: the runtime's own is another each month, and slower to load. */
const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node22',
  minify: true,
  // Stack traces in the log name functions.
  keepNames: true,
  banner,
  externalModules: ['@tensorflow/tfjs-node'],
};

/** A light function's: ES modules first, of which only what is used is bundled. */
export const lightBundling: BundlingOptions = { ...bundling, mainFields: ['module', 'main'] };

/**
 * With TensorFlow.js and the report: as Node itself loads them, for their ES modules lack what CommonJS' have; and files that
 * are read beside the code at run time.
 */
export const trainingBundling: BundlingOptions = {
  ...bundling,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_input, output) => [
      `node ${JSON.stringify(`${projectRoot}infra/copy-runtime-files.mjs`)} ${JSON.stringify(output)}`,
    ],
  },
};
