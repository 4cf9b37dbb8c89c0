/** The Vite server of `npm run dev`, which serves the window's files. */
export interface DevServer {
  /** On loopback: `http://127.0.0.1:40123`. */
  origin: string;
  /** Vite puts it on the inline script and the styles that it adds to the page. */
  nonce: string;
}

/**
 * As strict as the packaged app's policy (`app-scheme.ts`), except for what hot reload needs: React's refresh code is an inline
 * script and Vite adds styles to the page, both with a nonce; and Vite announces changes over a WebSocket on loopback.
 */
const contentSecurityPolicy = ({ origin, nonce }: DevServer): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${socketOf(origin)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

const socketOf = (origin: string): string => origin.replace(/^http:/, 'ws:');

/** Whether the page may ask for this address: only Vite's WebSocket. Files still come through `app://`. */
export const isDevSocket = (server: DevServer, url: string): boolean =>
  url.startsWith(`${socketOf(server.origin)}/`);

/** Answers the page's request for `app://candor/PATH` with Vite's response for `PATH`. */
export async function answerFromDevServer(server: DevServer, address: string): Promise<Response> {
  const { pathname, search, host } = new URL(address);
  if (host !== 'candor') return new Response('Not found', { status: 404 });
  const answer = await fetch(`${server.origin}${pathname}${search}`);
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      'Content-Type': answer.headers.get('content-type') ?? 'text/plain',
      'Content-Security-Policy': contentSecurityPolicy(server),
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    },
  });
}
