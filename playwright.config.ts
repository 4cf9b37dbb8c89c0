import { defineConfig } from '@playwright/test';

export default defineConfig({
  testMatch: '**/*.spec.ts',
  outputDir: 'out/test/playwright',
  globalSetup: './tests/e2e/global-setup.ts',
  // Each test starts an Electron of its own, and waits for it half of the time; this many fit two cores.
  workers: 3,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 45_000 },
  projects: [
    { name: 'e2e', testDir: 'tests/e2e' },
    { name: 'packaged', testDir: 'tests/packaged' },
  ],
});
