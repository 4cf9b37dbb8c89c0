import { setTimeout as delay } from 'node:timers/promises';
import { app, BrowserWindow, type ContextMenuParams, nativeTheme, session } from 'electron';
import type { Opening } from '#contract/ipc/ipc.ts';
import { appPage, prepareAnswers, serveApp } from './app-scheme.ts';
import { checksSpelling, lockSession } from './lockdown.ts';
import { shortcut } from './menu.ts';

export interface AppWindow {
  /** Opens the window at this screen, or brings the open window to the front. */
  show(opening: Opening | null): void;
  current(): BrowserWindow | null;
  /** Runs `work` while the window is hidden, and then puts the window back. */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

/** Matches `--page` in the window's tokens, so that nothing flashes before the page is drawn. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#191b1a' : '#f5f5f1');

const shortestLifeMs = 5000;
/** Desktops fade a window out for 200 to 300 ms when it hides, and no event says when it is gone. */
const fadingMs = 400;

/** Half a level is about 10 %; the window is usable between 48 % and 300 %. */
const zoomed = (level: number, way: 'zoom-in' | 'zoom-out') =>
  Math.min(6, Math.max(-4, level + (way === 'zoom-in' ? 0.5 : -0.5)));

/**
 * One window at most. It is destroyed when closed: a hidden window uses 40 MB (measured: 230 MB hidden, 189 MB
 * destroyed), and opening a new one takes 118 to 153 ms on two busy cores.
 */
export function createAppWindow(options: {
  preload: string;
  pages: string;
  icon: string;
  onVisible: () => void;
  onCrash: (reason: string) => void;
  onClosed: () => void;
  onContextMenu: (window: BrowserWindow, params: ContextMenuParams) => void;
}): AppWindow {
  let window: BrowserWindow | null = null;
  let prepared = false;
  /** Whether the window is hidden for some work; calls of `show` wait for its end. */
  let isAside = false;
  let asked: { opening: Opening | null } | null = null;

  const open = (opening: Opening | null): BrowserWindow => {
    const windowSession = session.fromPartition('window');
    if (!prepared) {
      prepared = true;
      lockSession(windowSession);
      serveApp(windowSession, options.pages);
    }
    const openedAt = performance.now();
    const opened = new BrowserWindow({
      width: 920,
      height: 720,
      minWidth: 420,
      minHeight: 480,
      show: false,
      title: 'Candor',
      icon: options.icon,
      backgroundColor: background(),
      webPreferences: {
        preload: options.preload,
        session: windowSession,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: checksSpelling,
        // So that nobody can be tricked into pasting code into the console of a release.
        devTools: !app.isPackaged,
      },
    });
    opened.once('ready-to-show', () => {
      opened.show();
      options.onVisible();
    });
    opened.webContents.on('before-input-event', (event, input) => {
      const wanted = shortcut(input);
      if (!wanted) return;
      event.preventDefault();
      const { webContents } = opened;
      if (wanted === 'close') opened.close();
      else if (wanted === 'zoom-reset') webContents.setZoomLevel(0);
      else webContents.setZoomLevel(zoomed(webContents.getZoomLevel(), wanted));
    });
    opened.webContents.on('context-menu', (_event, params) =>
      options.onContextMenu(opened, params),
    );
    opened.webContents.on('render-process-gone', (_gone, { reason }) => {
      options.onCrash(reason);
      // Main holds the session, so a new page shows it as it was. A page that crashes at once is not reloaded.
      if (performance.now() - openedAt > shortestLifeMs) opened.reload();
      else opened.destroy();
    });
    opened.once('closed', () => {
      if (window === opened) window = null;
      options.onClosed();
    });
    void opened.loadURL(
      opening ? `${appPage}#${[opening.screen, opening.detail ?? []].flat().join('/')}` : appPage,
    );
    prepareAnswers();
    return opened;
  };

  /** A window is destroyed a moment before `closed`, and may be requested in between. */
  const living = () => (window?.isDestroyed() ? null : window);

  function show(opening: Opening | null): void {
    if (isAside) {
      asked = { opening };
      return;
    }
    const here = living();
    if (here) {
      if (here.isMinimized()) here.restore();
      here.show();
      here.focus();
    } else {
      window = open(opening);
    }
  }

  return {
    show,
    current: living,
    async aside(work) {
      const opened = living();
      if (!opened?.isVisible() || opened.isMinimized()) return work();
      const bounds = opened.isMaximized() || opened.isFullScreen() ? null : opened.getBounds();
      isAside = true;
      try {
        opened.hide();
        await delay(fadingMs);
        return await work();
      } finally {
        isAside = false;
        if (!opened.isDestroyed()) {
          opened.show();
          // A window manager may move a window when it appears.
          if (bounds) opened.setBounds(bounds);
          opened.focus();
        }
        const waiting = asked;
        asked = null;
        if (waiting) show(waiting.opening);
      }
    },
  };
}
