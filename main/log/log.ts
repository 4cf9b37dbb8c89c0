import { mkdirSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
// The `node` entry, not `main`: the latter listens on IPC for log lines from any page and checks no sender.
import logger from 'electron-log/node.js';

export interface Log {
  info(message: string, details?: Record<string, string | number | boolean>): void;
  warn(message: string, details?: Record<string, string | number | boolean>): void;
  error(message: string, thrown?: unknown): void;
  files(): string[];
}

/** Replaces what identifies the person or the computer. The file is also collected, and redacted again then. */
export function createScrubber(personal: {
  home: string;
  user: string;
  host: string;
}): (line: string) => string {
  const replacements = (
    [
      [personal.home, '~'],
      [personal.user, '[user]'],
      [personal.host, '[host]'],
    ] as const
  )
    .filter(([value]) => value.length > 2 && value !== 'root' && value !== 'localhost')
    // The longest first: a host name often contains the user name.
    .toSorted(([a], [b]) => b.length - a.length);
  return (line) =>
    replacements.reduce((scrubbed, [value, mark]) => scrubbed.replaceAll(value, mark), line);
}

/** Only a real entry starts a line, with its time: text from a desk or a file cannot fake an entry or move the cursor. */
export function oneEntry(text: string): string {
  return text.replace(/\r\n?|\n/g, '\n  ').replace(/[^\P{Cc}\n\t]/gu, '?');
}

/** The agent's own log: one file of at most 1 MB and its predecessor, in `folder`; nothing on the console. */
export function openLog(folder: string): Log {
  const scrub = createScrubber({ home: homedir(), user: userInfo().username, host: hostname() });
  const file = join(folder, 'candor.log');
  // electron-log would make both readable for every user.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  logger.transports.file.resolvePathFn = () => file;
  logger.transports.file.maxSize = 1024 * 1024;
  logger.transports.file.format = '{iso} {level} {text}';
  logger.transports.console.level = false;
  logger.hooks.push((message) => ({
    ...message,
    data: message.data.map((part: unknown) => oneEntry(scrub(String(part)))),
  }));
  const line = (message: string, details?: object) =>
    details ? `${message} ${JSON.stringify(details)}` : message;
  return {
    info: (message, details) => logger.info(line(message, details)),
    warn: (message, details) => logger.warn(line(message, details)),
    error: (message, thrown) =>
      logger.error(
        thrown instanceof Error ? `${message}: ${thrown.stack ?? thrown.message}` : line(message),
      ),
    files: () => [file, join(folder, 'candor.old.log')],
  };
}
