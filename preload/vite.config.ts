import { defineConfig } from 'vite';
import { channelNames } from '#contract/ipc/ipc.ts';

/**
 * A sandboxed preload must be one CommonJS file. The channel names are read from the contract here, at build time, so
 * that the schemas (and zod) are not parsed again in every window.
 */
export default defineConfig({
  root: import.meta.dirname,
  define: {
    CALL_NAMES: JSON.stringify(channelNames('call')),
    EVENT_NAMES: JSON.stringify(channelNames('event')),
  },
  build: {
    outDir: '../out/app',
    emptyOutDir: false,
    target: 'chrome130',
    minify: false,
    lib: { entry: 'index.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
