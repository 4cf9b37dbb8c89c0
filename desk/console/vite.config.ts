import { join } from 'node:path';
import { defineConfig } from 'vite';

/** The engineers' console: static files that the desk serves. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  resolve: { alias: { '#locales': join(import.meta.dirname, '../../i18n/locales') } },
  build: {
    target: ['chrome120', 'firefox120', 'safari17'],
    outDir: '../../out/console',
    emptyOutDir: true,
    // The desk's content security policy allows data: only for images, and no inline script or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // zod probes for eval, which the policy forbids, when it creates the first schema: its setting must be in the same
          // file, because files that a chunk imports run before the chunk itself.
          groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-without-eval/ }],
        },
      },
    },
  },
});
