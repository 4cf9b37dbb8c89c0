import { type Browser, chromium } from 'playwright';
import { findBrowser } from './setup/browser.mjs';

/** A headless browser for the console: the machine's own Chromium if it has one, else the one Playwright downloaded. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findBrowser();
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
