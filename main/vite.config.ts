import { defineConfig } from 'vite';
import { channelNames } from '../contract/ipc.ts';
import { catalogue } from './collector/host/catalogue.ts';
import { declarationOf } from './collector/probes/define.ts';

/** The agent: the main process and the collector process, as ES modules that share their chunks. */
export default defineConfig({
  root: import.meta.dirname,
  define: {
    CALL_NAMES: JSON.stringify(channelNames('call')),
    // A person sees what a request asks for before the collector process runs: what it would say of itself is known here.
    COLLECTOR_DECLARATIONS: JSON.stringify(catalogue.map(declarationOf)),
  },
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
