import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,contract,lab,e2e}/**/*.test.{ts,tsx}'],
    // Real processes and browsers on a machine with two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
