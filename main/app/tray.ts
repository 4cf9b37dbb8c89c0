import { Menu, Tray } from 'electron';

export interface TrayActions {
  help(): void;
  history(): void;
  quit(): void;
}

/** The words of the tray's menu, in the person's language. */
export interface TrayTexts {
  tooltip: string;
  help: string;
  history: string;
  quit: string;
}

/** Kept, because a tray that nobody holds is collected and vanishes from the screen. */
let tray: Tray | null = null;

export function createTray(icon: string, texts: TrayTexts, actions: TrayActions): void {
  tray = new Tray(icon);
  tray.setToolTip(texts.tooltip);
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: texts.help, click: actions.help },
      { label: texts.history, click: actions.history },
      { type: 'separator' },
      { label: texts.quit, click: actions.quit },
    ]),
  );
  tray.on('click', actions.help);
}
