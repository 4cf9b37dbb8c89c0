import { Menu, nativeImage, Tray } from 'electron';
import { type Say, texts } from './texts.ts';

export interface TrayActions {
  help(): void;
  history(): void;
  quit(): void;
  /** Opens what is active now. */
  active(): void;
}

export interface TrayIcon {
  /** Shows what is going on, in a few words; null when nothing is. */
  setActive(what: string | null): void;
}

/** Held here, because a tray without a reference is garbage-collected and vanishes from the screen. */
const trays = new Set<Tray>();

export function createTray(icon: string, say: Say, actions: TrayActions): TrayIcon {
  const resting = nativeImage.createFromPath(icon);
  const marked = withDot(resting);
  const tray = new Tray(resting);
  trays.add(tray);
  let shown: string | null | undefined;
  tray.on('click', () => (shown ? actions.active() : actions.help()));
  const setActive = (what: string | null) => {
    if (what === shown) return;
    shown = what;
    tray.setImage(what ? marked : resting);
    tray.setToolTip(what ? `${say(texts.tooltip)}: ${what}` : say(texts.tooltip));
    tray.setContextMenu(
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

/** The icon with a dot in its lower right corner, so that a session is noticed even without colours. */
function withDot(image: Electron.NativeImage): Electron.NativeImage {
  const { width, height } = image.getSize();
  const pixels = image.toBitmap();
  if (width === 0 || pixels.length !== width * height * 4) return image;
  const radius = Math.max(2, Math.round(width / 4));
  const centre = { x: width - radius - 0.5, y: height - radius - 0.5 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - centre.x, y - centre.y);
      // BGRA. A transparent ring separates the dot from the icon.
      if (distance <= radius - 1) pixels.set([0x1e, 0x5a, 0xe0, 0xff], (y * width + x) * 4);
      else if (distance <= radius) pixels.set([0, 0, 0, 0], (y * width + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width, height });
}
