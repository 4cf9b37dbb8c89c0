import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { auditActions } from '#desk/service/domain/audit/audit.ts';
import { ask } from '#tests/contract/desk/requests.ts';
import { consoleBrowser, enter } from './browser.ts';
import { setupToken } from './fake-desk.ts';
import { incidentOf } from './incidents.ts';
import { visitRealDesk } from './real-desk.ts';

const browser = consoleBrowser();
const { open } = browser;
const incident = '/incidents/INC-000004';
const incidents = [incidentOf(4)];

const inPseudo = (path: string) => `${path}?locale=pseudo`;

async function expectTranslated(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor();
  await page.getByText('[Ļôáďîñĝ').waitFor({ state: 'detached' });
  const seen = await page.evaluate(() => document.body.textContent);
  expect(seen.match(/\[[^a-zA-Z]/g)?.length ?? 0, seen).toBeGreaterThan(1);
  const left = await page.evaluate(untranslated, knownWords);
  expect(left.filter((text) => !ownPatterns.some((pattern) => pattern.test(text)))).toEqual([]);
}

describe('the pseudo-locale translates everything except data from the bundle and the desk', () => {
  test.each([
    '/incidents',
    incident,
    `${incident}/items/memory/memory.json`,
    `${incident}/items/system-log/system.log`,
  ])('%s', async (path) => {
    const { page } = await open(inPseudo(path), { incidents });
    await enter(page);
    await page.getByText('[Ļîṽé]').waitFor();
    await expectTranslated(page);
  });

  test('the sign-in page', async () => {
    const { page, desk } = await open(inPseudo('/'));
    desk.oidc = 'Example ID';
    await page.reload();
    await expectTranslated(page);
  });

  test('the set-up page', async () => {
    const { page } = await open(`/setup?token=${setupToken}&locale=pseudo`, { account: false });
    await expectTranslated(page);
  });

  test.each([
    ...[
      '/requests',
      '/requests/:request',
      '/devices',
      '/devices/:device',
      '/people',
      '/settings',
      '/audit',
      '/account',
    ],
    ...['/incidents', '/join', '/reset', '/incidents/INC-999999'],
  ])('%s of a desk that is in use', async (path) => {
    await using visit = await visitRealDesk(browser, '/incidents');
    const { page, desk, administrator, device } = visit;
    await administrator.call('PATCH', `${consoleRoutes.devices}/${device.id}`, {
      name: 'Device one',
      owner: 'Jo Doe',
    });
    await administrator.call('POST', consoleRoutes.people, { name: 'Grace Hopper', role: 'lead' });
    await administrator.call('POST', consoleRoutes.enrolments, {
      label: 'Laptops in Berlin',
      uses: 25,
      days: 7,
    });
    const { jti } = await ask(administrator, device, { reason: 'Your VPN drops' });
    await page.goto(
      `${desk.address}${inPseudo(path.replace(':device', device.id).replace(':request', jti))}`,
    );
    await expectTranslated(page);
  });
});

/** Times, ids and audit texts of a desk in use. Audit texts are not translated, as in the export. */
const ownPatterns = [
  /^[A-Z][a-z]{2} \d{1,2}, \d{4}, /,
  /^(now|INC-\d+|HTTP \d+)$/,
  /^[\w-]{43}$/,
  /^[\da-f]{8}(-[\da-f]{4,12}){4}$/,
  new RegExp(`^(${auditActions.join('|')})$`),
  /^(address|device|expires|incident|kind|label|name|owner|role|scope|uses|version): /,
];

/** Data from the bundle, the desk or the engineer, and numbers, sizes, dates and names. */
const knownWords = [
  ...['Example Ltd', 'Your VPN drops', 'Device one', 'Jo Doe', 'Laptops in Berlin', 'Grace Hopper'],
  ...[
    'Example Org',
    'Ada Lovelace',
    'INC-000004',
    'Candor',
    'desk.example.org',
    'To find and solve',
  ],
  ...[
    'Outlook freezes',
    'This morning',
    'LENOVO',
    'Debian',
    'MB',
    'kB',
    'byte',
    ' d ',
    'linux',
    'dddd',
    'oom-kill',
  ],
  ...[
    'availableBytes',
    'totalBytes',
    'pressure',
    'someAvg60',
    'fullAvg60',
    'service[',
    'was left out',
    'JWSSignature',
    'eyJ',
  ],
  ...['.json', '.log', ' GB', 'days ago', 'hours ago', 'yesterday', 'Nov 2026', 'Nov 20, 2026'],
  ...[
    'outlook',
    'SIGSEGV',
    'onerror',
    '/packages/3',
    'November 18, 2026',
    'KB5031356',
    'Nov 15, 2026',
    '/etc/part-',
  ],
];

/** Texts and accessible names that are not in brackets and not known. Runs in the browser. */
function untranslated(known: readonly string[]): string[] {
  const texts: string[] = [];
  const walker = document.createTreeWalker(
    document.body,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        texts.push(node.getAttribute(name) ?? '');
    } else if (!node.parentElement?.closest('script, style, option, code'))
      texts.push(node.nodeValue ?? '');
  }
  texts.push(
    ...Array.from(document.querySelectorAll('option'), (option) => option.textContent ?? ''),
  );
  return texts
    .map((text) => text.trim())
    .filter((text) => {
      if (!/\p{L}{2}/u.test(text) || /^\[[\s\S]*\]/.test(text) || /[áéîóñřšţ]/.test(text))
        return false;
      return !known.some((word) => text.includes(word)) && !/^[0-9a-f ]+$/.test(text);
    });
}
