// Three projects: rules and stores without a cloud, the synthesized stack, and journeys on a cloud of their own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './test/support/reporter.ts'],
    silent: 'passed-only',
    // The logger writes to the console, whose lines are shown when a test fails.
    env: { POWERTOOLS_DEV: 'true' },
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], sequence: { groupOrder: 0 } } },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          // A synthesis bundles every function.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: './test/support/cloud.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each concurrent call is a process in the emulator, and some tests measure time.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
