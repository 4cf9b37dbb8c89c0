import { dirname, join } from 'node:path';

/** Every place on disk that the agent uses, in one list. */
export interface Paths {
  userData: string;
  draft: string;
  runTimes: string;
  review: string;
  /** Where `--collect` stores what it collected until the file is written. */
  collecting: string;
  outbox: string;
  trust: string;
  requests: string;
  maps: string;
  journal: string;
  logs: string;
  settings: string;
  snapshots: string;
  /** The person's list of words and patterns to hide always. */
  hiding: string;
  /** Built files next to the main process. */
  preload: string;
  pages: string;
  collectorHost: string;
  timelineThread: string;
  icon: string;
  trayIcon: string;
}

/** macOS colours a template image itself; Windows chooses a size from an ICO file. */
const trayIcons: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'trayTemplate.png',
  win32: 'tray.ico',
};

export function pathsIn(userData: string, built: string): Paths {
  return {
    userData,
    draft: join(userData, 'session', 'draft.json'),
    runTimes: join(userData, 'session', 'run-times.json'),
    review: join(userData, 'review'),
    collecting: join(userData, 'collecting'),
    outbox: join(userData, 'outbox'),
    trust: join(userData, 'trust'),
    requests: join(userData, 'requests', 'requests.json'),
    maps: join(userData, 'requests', 'maps'),
    journal: join(userData, 'journal', 'journal.jsonl'),
    logs: join(userData, 'logs'),
    settings: join(userData, 'settings.json'),
    snapshots: join(userData, 'snapshots'),
    hiding: join(userData, 'always-hidden.json'),
    preload: join(built, 'preload.cjs'),
    pages: join(built, 'renderer'),
    collectorHost: join(built, 'collector.js'),
    timelineThread: join(built, 'timeline.js'),
    icon: join(built, 'icons', 'icon.png'),
    trayIcon: join(built, 'icons', trayIcons[process.platform] ?? 'tray.png'),
  };
}

/** The folders in which files are replaced durably. Chromium's large caches are outside them. */
export const durableFolders = (paths: Paths): string[] => [
  dirname(paths.draft),
  paths.outbox,
  paths.trust,
  dirname(paths.requests),
  dirname(paths.journal),
  paths.snapshots,
];
