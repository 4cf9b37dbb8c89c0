import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** Where Debian puts it; `CANDOR_CHROMIUM` names another. */
const systemChromium = process.env.CANDOR_CHROMIUM ?? '/usr/bin/chromium';

/** A headless browser for the console: the system's Chromium where there is one, else the one Playwright installed. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(systemChromium) && { executablePath: systemChromium }),
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
