import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer, type InlineConfig, mergeConfig } from 'vite';
import type { DevServer } from '#main/app/dev-server.ts';
import { projectRoot } from '../launch-agent.ts';

export interface PageServer {
  origin: string;
  close(): Promise<void>;
}

/** Serves the agent's window with hot reload. Only the main process asks it for files; the page's origin stays `app://candor`. */
export function serveWindow(nonce: string): Promise<PageServer & DevServer> {
  return serve('renderer', '/shell/main.tsx', { html: { cspNonce: nonce } }).then((server) => ({
    ...server,
    nonce,
  }));
}

/** Serves the console with hot reload. What it asks of the desk goes on to the desk, as if from the desk's own page. */
export function serveConsole(desk: string): Promise<PageServer> {
  return serve('desk/console', '/main.tsx', {
    plugins: [react()],
    server: {
      proxy: {
        '/api/': {
          target: desk,
          changeOrigin: true,
          headers: { origin: desk },
        },
      },
    },
  });
}

/** The port is free and known before Vite starts, because Vite writes it into the page for its WebSocket. */
async function serve(folder: string, entry: string, config: InlineConfig): Promise<PageServer> {
  const http = createHttpServer();
  await new Promise<void>((resolve, reject) =>
    http.once('error', reject).listen(0, '127.0.0.1', resolve),
  );
  const { port } = http.address() as AddressInfo;
  const vite = await createServer(
    mergeConfig(
      {
        configFile: join(projectRoot, folder, 'vite.config.ts'),
        root: join(projectRoot, folder),
        // Not in node_modules, which `npm ci` empties.
        cacheDir: join(projectRoot, 'out/vite', folder),
        clearScreen: false,
        server: {
          middlewareMode: true,
          hmr: { server: http, protocol: 'ws', host: '127.0.0.1', clientPort: port },
        },
      },
      config,
    ),
  );
  http.on('request', vite.middlewares);
  // Packages that Vite finds only while a page loads would make it reload that page.
  await vite.warmupRequest(entry);
  await vite.waitForRequestsIdle();
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      await vite.close();
      http.closeAllConnections();
      http.close();
    },
  };
}
