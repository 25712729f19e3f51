import { defineConfig } from 'vitest/config';

/** Tests against an AWS emulator, which only they wait for. */
const onEmulator = 'test/**/*.emulator.test.ts';
/** Those that change what the deployed functions are run one after the other, and when nothing else does. */
const onStack = 'test/deployed/*.emulator.test.ts';
const globalSetup = 'test/emulator/global-setup.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    coverage: {
      include: ['shared/**', 'data/**', 'storage/**', 'training/**', 'local/**', 'functions/**', 'cloud/**'],
    },
    projects: [
      {
        extends: true,
        test: { name: 'modelscout', include: ['test/**/*.test.ts'], exclude: [onEmulator], ...limits() },
      },
      {
        extends: true,
        test: { name: 'emulator', include: [onEmulator], exclude: [onStack], globalSetup, ...limits() },
      },
      {
        extends: true,
        test: {
          name: 'deployed',
          include: [onStack],
          globalSetup,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          ...limits(),
        },
      },
    ],
  },
});

function limits() {
  return {
    testTimeout: 120_000,
    hookTimeout: 300_000,
    env: { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' },
  };
}
