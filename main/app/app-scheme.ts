import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { app, protocol, type Session } from 'electron';
import type { DevServer } from './dev-server.ts';

/** Set by the build: null except for `npm run dev`. A release contains no code that calls a development server. */
declare const DEV_SERVER: DevServer | null;

export const appOrigin = 'app://candor';
export const appPage = `${appOrigin}/index.html`;

/**
 * Allows only our own files: no inline script or style, and no network from the page. Trusted Types close the DOM's
 * script sinks, so that a string from a bundle or the desk cannot become code.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // No Trusted Types policy either, so that injected code cannot create one.
  "trusted-types 'none'",
].join('; ');

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must be called before the app is ready. `standard` gives the page a real origin, which the sender check needs. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** The file inside `root` that an `app://` address names; null if it is outside, on another host, or of an unknown type. */
export function resolveAppFile(
  root: string,
  address: string,
): { file: string; mediaType: string } | null {
  let url: URL;
  let path: string;
  try {
    url = new URL(address);
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  const mediaType = mediaTypes[extname(path)];
  if (url.protocol !== 'app:' || url.host !== 'candor' || !mediaType || path.includes('\0'))
    return null;
  const file = normalize(join(root, path));
  return file.startsWith(root + sep) ? { file, mediaType } : null;
}

/** Serves the window's files from `root` (absolute). */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle('app', async (request) => {
    if (DEV_SERVER !== null && !app.isPackaged) {
      const { answerFromDevServer } = await import('./dev-server.ts');
      return answerFromDevServer(DEV_SERVER, request.url);
    }
    const resolved = request.method === 'GET' ? resolveAppFile(root, request.url) : null;
    const body = resolved && (await readFile(resolved.file).catch(() => null));
    if (!resolved || !body)
      return new Response('Not found', { status: 404, headers: { 'Content-Type': 'text/plain' } });
    return new Response(new Uint8Array(body), {
      headers: {
        'Content-Type': resolved.mediaType,
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
      },
    });
  });
}

/**
 * Loads Node's web streams, which the first response needs, while this process is idle because the page's process is
 * starting.
 */
export function prepareAnswers(): void {
  void new Response('').text();
}
