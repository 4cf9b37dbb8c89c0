import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '#locales': join(import.meta.dirname, 'i18n/locales') } },
  test: {
    include: ['tests/{unit,contract,lab,e2e}/**/*.test.{ts,tsx}', 'collector/**/*.test.ts'],
    // Real processes and browsers on a machine with two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The default of one second is less than a loaded machine needs for one exchange between two processes.
    expect: { poll: { timeout: 15_000 } },
    // More than there are cores: half of the time a test waits for a process, a disk or a page.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
