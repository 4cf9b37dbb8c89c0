import { defineConfig } from 'vite';
import { channelNames } from '../contract/ipc.ts';

/** The agent: the main process and the collector process, as ES modules that share their chunks. */
export default defineConfig({
  root: import.meta.dirname,
  define: { CALL_NAMES: JSON.stringify(channelNames('call')) },
  build: {
    ssr: true,
    // Electron 33 carries Node 20.18; see the lower bound in package.json's engines.
    target: 'node20',
    outDir: '../out/app',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: { main: 'index.ts', collector: 'collector/host/index.ts' },
      external: ['electron'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', format: 'es' },
    },
  },
  ssr: { noExternal: true, target: 'node' },
});
