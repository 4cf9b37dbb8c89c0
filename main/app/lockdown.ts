import { app, type Session, type WebContents } from 'electron';
import { appOrigin } from './app-scheme.ts';
import { type DevServer, isDevSocket } from './dev-server.ts';

/** Set by the build: null but for `npm run dev`. */
declare const DEV_SERVER: DevServer | null;

/**
 * The page may show our own files and talk to us over the contract; everything else a web page can ask for is refused.
 * The window has a session of its own, so that these rules never touch the uploads, which go through the default one.
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

/** Developer tools load their own pages; a release has none. */
export function isAllowedRequest(url: string, development: boolean): boolean {
  return url.startsWith(`${appOrigin}/`) || (development && url.startsWith('devtools://'));
}

/** For every page that could ever exist in this process: no navigation, no new windows, no webviews. */
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

/** Vite reloads the page where it cannot replace a module in place. */
const isHotReload = (contents: WebContents, { url }: { url: string }): boolean =>
  DEV_SERVER !== null && !app.isPackaged && url === contents.getURL();

/** macOS checks spelling itself. Elsewhere it would be Chromium's own checker, which downloads its dictionaries. */
export const checksSpelling = process.platform === 'darwin';

/**
 * Chromium's spelling checker gets its dictionaries from Google (`redirector.gvt1.com`) for every session, asked for or not:
 * a proxy's log showed it. Nothing goes out that the person or IT did not ask for.
 */
export function silenceSessions(): void {
  if (checksSpelling) return;
  app.on('session-created', (session) => {
    session.setSpellCheckerEnabled(false);
    // Switched off alone, it still gets them once.
    session.setSpellCheckerLanguages([]);
  });
}
