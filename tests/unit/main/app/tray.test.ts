import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { createLanguage } from '#i18n/language.ts';
import type { Say } from '#main/app/texts.ts';

interface Image {
  pixels: Buffer;
  getSize(): { width: number; height: number };
  toBitmap(): Buffer;
}
interface Entry {
  label?: string;
  type?: string;
  role?: string;
  click?: () => void;
  submenu?: Entry[];
}

/** What a desktop would show. Electron's own module exists only inside Electron. */
const shown = vi.hoisted(() => ({
  image: undefined as Image | undefined,
  toolTip: '',
  menu: [] as Entry[],
  click: () => {},
  bar: undefined as Entry[] | null | undefined,
  notices: [] as { title: string; body: string; click: () => void }[],
}));

vi.mock('electron', () => {
  const size = { width: 16, height: 16 };
  const image = (pixels: Buffer): Image => ({
    pixels,
    getSize: () => size,
    toBitmap: () => Buffer.from(pixels),
  });
  class Tray {
    constructor(first: Image) {
      shown.image = first;
    }
    on(_click: 'click', listener: () => void) {
      shown.click = listener;
    }
    setImage(next: Image) {
      shown.image = next;
    }
    setToolTip(text: string) {
      shown.toolTip = text;
    }
    setContextMenu(menu: Entry[]) {
      shown.menu = menu;
    }
  }
  class Notification {
    static isSupported = () => true;
    private readonly notice: { title: string; body: string; click: () => void };
    constructor({ title, body }: { title: string; body: string }) {
      this.notice = { title, body, click: () => {} };
    }
    on(event: 'click' | 'close', listener: () => void) {
      if (event === 'click') this.notice.click = listener;
    }
    show() {
      shown.notices.push(this.notice);
    }
  }
  return {
    Tray,
    Notification,
    Menu: {
      buildFromTemplate: (entries: Entry[]) => entries,
      setApplicationMenu(bar: Entry[] | null) {
        shown.bar = bar;
      },
    },
    nativeImage: {
      createFromPath: () => image(Buffer.alloc(16 * 16 * 4)),
      createFromBitmap: (pixels: Buffer) => image(pixels),
    },
  };
});

const { createTray } = await import('#main/app/tray.ts');
const { noMenu, shortcut, showMacMenu } = await import('#main/app/menu.ts');
const { texts } = await import('#main/app/texts.ts');

const sayIn = (locale: string, translations = {}): Say => {
  const { tText } = createLanguage(locale, {}, translations);
  return (message, values) => tText({ message, values });
};
const labels = (entries: readonly Entry[]) => entries.map(({ label, type }) => label ?? type);
const choose = (label: string) => shown.menu.find((entry) => entry.label === label)?.click?.();
const actions = { help: vi.fn(), history: vi.fn(), quit: vi.fn(), active: vi.fn() };
const open = (say = sayIn('en')) => createTray('tray.png', say, actions);
beforeEach(() => vi.clearAllMocks());

describe('the tray', () => {
  test('offers help, the history and the way out', () => {
    open();
    expect(labels(shown.menu)).toEqual(['Get help', 'History', 'separator', 'Quit Candor']);
    for (const label of ['Get help', 'History', 'Quit Candor']) choose(label);
    for (const action of [actions.help, actions.history, actions.quit])
      expect(action).toHaveBeenCalledOnce();
    expect(shown.toolTip).toBe('Candor');
  });

  test('a click on it begins to get help', () => {
    open();
    shown.click();
    expect(actions.help).toHaveBeenCalledOnce();
    expect(actions.active).not.toHaveBeenCalled();
  });

  test('shows by a dot and in words what goes on, and leads there', () => {
    const tray = open();
    const resting = shown.image;
    tray.setActive('Candor is checking this computer');
    expect(labels(shown.menu).slice(0, 2)).toEqual([
      'Candor is checking this computer',
      'separator',
    ]);
    expect(shown.toolTip).toBe('Candor: Candor is checking this computer');
    // Blue, green, red, alpha: the middle of the lower right quarter is filled, the upper left one is the icon as it was.
    const at = (x: number, y: number) => [
      ...(shown.image?.pixels.subarray((y * 16 + x) * 4, (y * 16 + x) * 4 + 4) ?? []),
    ];
    expect(at(11, 11)).toEqual([0x1e, 0x5a, 0xe0, 0xff]);
    expect(at(2, 2)).toEqual([0, 0, 0, 0]);
    shown.click();
    choose('Candor is checking this computer');
    expect(actions.active).toHaveBeenCalledTimes(2);
    expect(actions.help).not.toHaveBeenCalled();

    tray.setActive(null);
    expect(shown.image).toBe(resting);
    expect(labels(shown.menu)[0]).toBe('Get help');
  });
});

describe('in the person’s language', () => {
  test('the tray uses the same translation as the window', () => {
    open(sayIn('de-AT', { de: { 'Get help': 'Hilfe holen' } }));
    expect(labels(shown.menu)).toEqual(['Hilfe holen', 'History', 'separator', 'Quit Candor']);
  });

  test('a notification says who asks, opens nothing by itself, and in the pseudo-locale holds nothing else', async () => {
    const { notifyRequest } = await import('#main/app/notifications.ts');
    const request = {
      engineer: { name: 'Kim {organisation}' },
      organisation: 'Northwind',
    } as unknown as IncomingRequest;
    const click = vi.fn();
    notifyRequest(request, sayIn('en-XA'), click);
    const [notice] = shown.notices;
    expect(notice?.title).toBe('[Northwind ŵôüļď ļîķé ýôüř þéřḿîššîôñ]');
    expect(notice?.body).toMatch(/^\[Kim \{organisation\} ƒřôḿ Northwind [^a-z]+\]$/);
    expect(click).not.toHaveBeenCalled();
    notice?.click();
    expect(click).toHaveBeenCalledOnce();
  });

  test.each(['message', 'waiting', 'resolved', 'closed'] as const)(
    'an answer (%s) is told in it too',
    async (answer) => {
      const { tellAnswer } = await import('#main/app/notifications.ts');
      tellAnswer(answer, 'INC-000001', sayIn('en-XA'), vi.fn());
      const notice = shown.notices.at(-1);
      expect(notice?.title).toMatch(/^\[[^a-z]+\]$/);
      expect(notice?.body).toMatch(/^\[INC-000001[^a-z]+\]$/);
    },
  );

  test('every label of tray and menu bar is translated', () => {
    open(sayIn('en-XA')).setActive(sayIn('en-XA')(texts.activeSession));
    showMacMenu(texts.menu, sayIn('en-XA'));
    const all = (entries: readonly Entry[]): string[] =>
      entries.flatMap(({ label, type, submenu }) => [
        ...(type ? [] : [label ?? 'no label']),
        ...all(submenu ?? []),
      ]);
    const seen = [...all(shown.menu), ...all(shown.bar ?? [])];
    expect(seen.length).toBeGreaterThan(20);
    // The product's name stands alone on the menu bar.
    expect(seen.filter((label) => !/^\[[^a-z]+\]$/.test(label))).toEqual(['Candor']);
  });
});

describe('the menu', () => {
  test('is empty at first, so that Electron’s own never shows', () => {
    noMenu();
    expect(shown.bar).toBeNull();
  });

  test('of macOS holds what copies, enlarges and ends by keyboard, and nothing for developers', () => {
    showMacMenu(texts.menu, sayIn('en'));
    const roles = (shown.bar ?? []).flatMap(({ submenu }) =>
      (submenu ?? []).flatMap(({ role }) => role ?? []),
    );
    expect(roles).toEqual(
      expect.arrayContaining([
        'undo',
        'cut',
        'copy',
        'paste',
        'selectAll',
        'zoomIn',
        'zoomOut',
        'quit',
        'close',
      ]),
    );
    for (const role of ['reload', 'forceReload', 'toggleDevTools', 'help'])
      expect(roles).not.toContain(role);
  });

  test.each([
    ['+', 'zoom-in'],
    ['=', 'zoom-in'],
    ['-', 'zoom-out'],
    ['0', 'zoom-reset'],
    ['w', 'close'],
    ['c', null],
    ['r', null],
  ])('is not needed for Ctrl and %s elsewhere', (key, wanted) => {
    const pressed = { type: 'keyDown', key, control: true, alt: false, meta: false } as const;
    expect(shortcut(pressed, 'linux')).toBe(wanted);
    expect(shortcut({ ...pressed, type: 'keyUp' }, 'linux')).toBeNull();
    expect(shortcut({ ...pressed, alt: true }, 'win32')).toBeNull();
    expect(shortcut({ ...pressed, control: false }, 'win32')).toBeNull();
    expect(shortcut(pressed, 'darwin')).toBeNull();
  });
});
