import { Menu } from 'electron';
import type { Say, texts } from './texts.ts';

type Words = typeof texts.menu;

/** Removes Electron's own menu, which is in English and has entries for developers. Must run before Electron is ready. */
export const noMenu = (): void => Menu.setApplicationMenu(null);

/**
 * Shows the menu bar of macOS, which also provides the shortcuts for copying. Elsewhere there is no menu: Chromium handles
 * copying and pasting, and `shortcut` the rest.
 */
export function showMacMenu(words: Words, say: Say): void {
  const named = (
    role: NonNullable<Electron.MenuItemConstructorOptions['role']>,
    label: string,
  ) => ({ role, label: say(label) });
  const separator = { type: 'separator' as const };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'Candor',
        submenu: [
          named('hide', words.hide),
          named('unhide', words.showAll),
          separator,
          named('quit', words.quit),
        ],
      },
      {
        label: say(words.edit),
        submenu: [
          ...[named('undo', words.undo), named('redo', words.redo), separator],
          ...[
            named('cut', words.cut),
            named('copy', words.copy),
            named('paste', words.paste),
            named('selectAll', words.selectAll),
          ],
        ],
      },
      {
        label: say(words.view),
        submenu: [
          named('resetZoom', words.actualSize),
          named('zoomIn', words.zoomIn),
          named('zoomOut', words.zoomOut),
        ],
      },
      {
        label: say(words.window),
        submenu: [named('minimize', words.minimize), named('close', words.close)],
      },
    ]),
  );
}

/** The meaning of a key in the window on systems without a menu bar. */
export function shortcut(
  {
    type,
    key,
    control,
    alt,
    meta,
  }: Pick<Electron.Input, 'type' | 'key' | 'control' | 'alt' | 'meta'>,
  platform: NodeJS.Platform = process.platform,
): 'zoom-in' | 'zoom-out' | 'zoom-reset' | 'close' | null {
  // Ctrl with Alt is AltGr, which types a character on many keyboards.
  if (platform === 'darwin' || type !== 'keyDown' || !control || alt || meta) return null;
  if (key === '+' || key === '=') return 'zoom-in';
  if (key === '-' || key === '_') return 'zoom-out';
  if (key === '0') return 'zoom-reset';
  return key.toLowerCase() === 'w' ? 'close' : null;
}
