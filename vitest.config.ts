import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in every build but that of `npm run dev`.
  define: { DEV_SERVER: 'null' },
  resolve: { alias: { '#locales': join(import.meta.dirname, 'i18n/locales') } },
  test: {
    include: ['tests/{unit,contract,lab,e2e}/**/*.test.{ts,tsx}', 'collector/**/*.test.ts'],
    // A test that hangs ends; one on a slow or busy machine does not fail for it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The default of one second is less than a loaded machine needs for one exchange between two processes.
    expect: { poll: { timeout: 60_000 } },
    // More than there are cores: half of the time a test waits for a process, a disk or a page.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
