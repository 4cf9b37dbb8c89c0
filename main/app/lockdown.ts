import { app, type Session, type WebContents } from 'electron';
import { appOrigin } from './app-scheme.ts';
import { type DevServer, isDevSocket } from './dev-server.ts';

/** Set by the build: null except for `npm run dev`. */
declare const DEV_SERVER: DevServer | null;

/**
 * The page may load our files and make the contract's calls; everything else that a web page can request is refused. The
 * window has its own session, so that these rules do not affect uploads, which use the default session.
 */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const hotReload = DEV_SERVER !== null && !app.isPackaged && isDevSocket(DEV_SERVER, url);
    answer({ cancel: !hotReload && !isAllowedRequest(url, !app.isPackaged) });
  });
}

/** Developer tools load their own pages. A release has no developer tools. */
export function isAllowedRequest(url: string, development: boolean): boolean {
  return url.startsWith(`${appOrigin}/`) || (development && url.startsWith('devtools://'));
}

/** Forbids navigation, new windows and webviews in every page of this process. */
export function lockContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => isHotReload(contents, event) || event.preventDefault());
    contents.on(
      'will-frame-navigate',
      (event) => isHotReload(contents, event) || event.preventDefault(),
    );
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Vite reloads the page if it cannot replace a module. */
const isHotReload = (contents: WebContents, { url }: { url: string }): boolean =>
  DEV_SERVER !== null && !app.isPackaged && url === contents.getURL();

/** macOS checks spelling itself. Elsewhere Chromium would do so, and download dictionaries. */
export const checksSpelling = process.platform === 'darwin';

/**
 * Chromium's spelling checker downloads its dictionaries from Google (`redirector.gvt1.com`) for every session, even unused:
 * the log of a proxy showed it. Candor sends nothing that the person or IT did not ask for.
 */
export function silenceSessions(): void {
  if (checksSpelling) return;
  app.on('session-created', (session) => {
    session.setSpellCheckerEnabled(false);
    // If it is only switched off, it still downloads them once.
    session.setSpellCheckerLanguages([]);
  });
}
