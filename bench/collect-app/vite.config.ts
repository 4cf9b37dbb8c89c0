import { defineConfig } from 'vite';

/** The part of the benchmark that runs inside of Electron, which reads no TypeScript. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: true,
    target: 'node20',
    outDir: '../../out/bench/collect-app',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { main: 'main.ts' },
      external: ['electron'],
      output: { entryFileNames: '[name].mjs', format: 'es' },
    },
  },
  ssr: { noExternal: true, target: 'node' },
});
