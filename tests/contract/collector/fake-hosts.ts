import { fileURLToPath } from 'node:url';

export const hostWithFakes = fileURLToPath(
  new URL('../../fixtures/collector/host-with-fakes.ts', import.meta.url),
);
export const hostThatExits = fileURLToPath(
  new URL('../../fixtures/collector/host-that-exits.ts', import.meta.url),
);
