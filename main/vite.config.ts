import { join } from 'node:path';
import { defineConfig } from 'vite';
import { catalogue } from '#collector/host/catalogue.ts';
import { declarationOf } from '#collector/toolkit/define.ts';
import { channelNames } from '#contract/ipc/ipc.ts';

/**
 * The agent: the main process, the collector process, its threads for `systeminformation`, and the thread that reads for
 * the timeline, as ES modules that share their chunks.
 */
export default defineConfig({
  root: import.meta.dirname,
  resolve: { alias: { '#locales': join(import.meta.dirname, '../i18n/locales') } },
  define: {
    DEV_SERVER: 'null',
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
    // Readable in a stack trace, but ASCII: one letter beyond Latin-1 makes V8 keep a whole file at two bytes a character.
    minify: false,
    rolldownOptions: {
      input: {
        main: 'index.ts',
        collector: '../collector/host/index.ts',
        inventory: '../collector/inventory/thread.ts',
        timeline: 'help-session/timeline-worker.ts',
      },
      external: ['electron'],
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        format: 'es',
        comments: { legal: true, annotation: false, jsdoc: false },
        minify: {
          compress: false,
          mangle: false,
          codegen: { removeWhitespace: false, asciiOnly: true },
        },
      },
    },
  },
  ssr: { noExternal: true, target: 'node' },
});
