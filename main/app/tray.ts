import { Menu, nativeImage, Tray } from 'electron';
import { type Say, texts } from './texts.ts';

export interface TrayActions {
  help(): void;
  history(): void;
  quit(): void;
  /** What is active just now. */
  active(): void;
}

export interface TrayIcon {
  /** What of a session goes on, in a few words, for as long as it does; null when nothing does. */
  setActive(what: string | null): void;
}

/** Kept, because a tray that nobody holds is collected and vanishes from the screen. */
const kept = new Set<Tray>();

export function createTray(icon: string, say: Say, actions: TrayActions): TrayIcon {
  const resting = nativeImage.createFromPath(icon);
  const marked = withDot(resting);
  const own = new Tray(resting);
  kept.add(own);
  let shown: string | null | undefined;
  own.on('click', () => (shown ? actions.active() : actions.help()));
  const setActive = (what: string | null) => {
    if (what === shown) return;
    shown = what;
    own.setImage(what ? marked : resting);
    own.setToolTip(what ? `${say(texts.tooltip)}: ${what}` : say(texts.tooltip));
    own.setContextMenu(
      Menu.buildFromTemplate([
        ...(what ? [{ label: what, click: actions.active }, { type: 'separator' as const }] : []),
        { label: say(texts.help), click: actions.help },
        { label: say(texts.history), click: actions.history },
        { type: 'separator' },
        { label: say(texts.quit), click: actions.quit },
      ]),
    );
  };
  setActive(null);
  return { setActive };
}

/** The same icon with a round mark in its lower right corner: a session is not to be missed, also without colours. */
function withDot(image: Electron.NativeImage): Electron.NativeImage {
  const { width, height } = image.getSize();
  const pixels = image.toBitmap();
  if (width === 0 || pixels.length !== width * height * 4) return image;
  const radius = Math.max(2, Math.round(width / 4));
  const centre = { x: width - radius - 0.5, y: height - radius - 0.5 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - centre.x, y - centre.y);
      // BGRA. A clear ring sets the dot off from whatever lies under it.
      if (distance <= radius - 1) pixels.set([0x1e, 0x5a, 0xe0, 0xff], (y * width + x) * 4);
      else if (distance <= radius) pixels.set([0, 0, 0, 0], (y * width + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width, height });
}
