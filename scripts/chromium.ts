import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/**
 * Where Debian puts it: the same engine twice; without the browser around it, a new window takes a third of the time.
 * `CANDOR_CHROMIUM` names another.
 */
const systemChromium = [
  ...(process.env.CANDOR_CHROMIUM ? [process.env.CANDOR_CHROMIUM] : []),
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
];

/** A headless browser for the console: the system's Chromium where there is one, else the one Playwright installed. */
export function launchChromium(): Promise<Browser> {
  const executablePath = systemChromium.find((path) => existsSync(path));
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
