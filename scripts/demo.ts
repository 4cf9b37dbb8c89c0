import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openBundle } from '#bundle/read.ts';
import { unseal } from '#bundle/seal.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { startDesk } from '#desk/service/start.ts';
import { buildTargets } from './build.ts';
import { launchChromium } from './chromium.ts';
import { startVirtualDisplay } from './display.ts';
import { launchUnderPlaywright } from './drive/electron.ts';
import { engineer } from './drive/engineer.ts';
import { person } from './drive/person.ts';
import { startSilence } from './drive/silence.ts';
import { agentCommand, projectRoot } from './launch-agent.ts';
import { hasDisplay } from './setup/commands.mjs';

/**
 * The whole main job in the real app and the real console: a person gets help, an engineer reads and answers. Pictures,
 * bundle and receipt go to `out/demo/`; the last line of output is the summary as JSON.
 */
const output = join(projectRoot, 'out/demo');
await rm(output, { recursive: true, force: true });
await mkdir(join(output, 'pictures'), { recursive: true });
await buildTargets();
const stopDisplay = hasDisplay() ? () => {} : await startVirtualDisplay();
const started = performance.now();
const pictures: string[] = [];

/** In both themes; `whole`: with what is below the fold. */
async function picture(page: Page, name: string, { whole = false } = {}): Promise<void> {
  // What stays in sight while a person scrolls would lie across the middle of a long picture.
  const stuck = whole ? await page.evaluateHandle(unstick) : null;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const file = `${name}-${colorScheme}.png`;
    await page.screenshot({ path: join(output, 'pictures', file), fullPage: whole });
    pictures.push(file);
  }
  await stuck?.evaluate((elements) => {
    for (const element of elements) element.style.position = '';
  });
}

/** Runs in the page. */
function unstick(): HTMLElement[] {
  const elements = [...document.querySelectorAll<HTMLElement>('body *')].filter(
    (element) => getComputedStyle(element).position === 'sticky',
  );
  for (const element of elements) element.style.position = 'static';
  return elements;
}
const say = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1)} s  ${line}`);

const desk = await startDesk({
  dataFolder: join(output, 'desk'),
  consoleFolder: join(projectRoot, 'out/console'),
  host: '127.0.0.1',
  port: 0,
  organisation: 'Northwind Support',
});
if (!desk.setupLink) throw new Error('a new desk must offer its set-up link');
const browser = await launchChromium();
const kim = engineer(await browser.newPage({ viewport: { width: 1360, height: 900 } }));
await kim.openSetUp(desk.setupLink);
await picture(kim.page, 'console-1-set-up');
await kim.makeAccount();
await picture(kim.page, 'console-2-no-incident');
say('The desk runs, and Kim has an account.');

const app = await launchUnderPlaywright(
  await agentCommand({ userData: join(output, 'agent'), policy: desk.policy() }),
);
const page = await app.firstWindow();
const annika = person(page);
await page.getByRole('button', { name: 'Get help' }).waitFor();
await picture(page, 'app-1-home');
await annika.describe(
  'The printer in the office prints nothing.\nThe window says “waiting” and stays like that.',
  'Monday morning, after the update',
  'It slows me down',
);
await picture(page, 'app-2-describe');
// Times are taken where the person sees them: from the click to the frame in which a row with something to look at, and
// then the review, is drawn.
await page.evaluate(() => {
  const times = { firstItem: 0, review: 0 };
  Object.assign(window, { times });
  document.addEventListener(
    'click',
    () => {
      const clicked = performance.now();
      const drawn = (what: keyof typeof times, isThere: boolean) => {
        if (times[what] === 0 && isThere) times[what] = performance.now() - clicked;
      };
      const look = () => {
        const review = document.querySelector('h1')?.textContent === 'Check what will be sent';
        drawn('firstItem', review || document.querySelector('li[data-state] button') !== null);
        drawn('review', review);
        if (times.review === 0) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { capture: true, once: true },
  );
});
await annika.look();
await annika.untilReview();
const times = (await page.evaluate('window.times')) as { firstItem: number; review: number };
say('Everything is there to review.');
await picture(page, 'app-4-review', { whole: true });

const session = await annika.session();
if (session.phase !== 'review') throw new Error(`expected a review, found ${session.phase}`);
const { review } = session;
await page.getByRole('button', { name: /^Open “Memory / }).click();
await page.getByText('This is exactly what would be sent.').waitFor();
await picture(page, 'app-5-item');
await page.keyboard.press('Escape');
await page.getByRole('button', { name: /^Send to / }).click();
await picture(page, 'app-6-consent');
// A proxy that never answers: nothing arrives before the person pauses, however quick this machine is.
const silence = await startSilence();
await app.evaluate(
  ({ session }, proxyRules) =>
    session.defaultSession.setProxy({ proxyRules, proxyBypassRules: '<-loopback>' }),
  silence.address,
);
await page.getByRole('button', { name: 'Agree and send' }).click();
await page.getByRole('heading', { level: 1, name: /^Sending to / }).waitFor();
await picture(page, 'app-7-sending');
await page.getByRole('button', { name: 'Pause' }).click();
await page.getByRole('heading', { level: 1, name: 'Paused' }).waitFor();
await picture(page, 'app-8-paused');
await app.evaluate(({ session }) => session.defaultSession.setProxy({ mode: 'system' }));
silence.stop();
await page.getByRole('button', { name: 'Continue' }).click();
const incident = await annika.untilSent();
await picture(page, 'app-9-sent');
say(`Sent: ${incident}.`);

// Computers that IT has not enrolled are listed apart.
await kim.listAll();
await kim.page
  .getByRole('link', { name: new RegExp(incident) })
  .first()
  .waitFor();
await picture(kim.page, 'console-3-incidents');
await kim.openIncident(incident);
await picture(kim.page, 'console-4-incident', { whole: true });
await kim.answer('Thank you, I see it. Please restart the print service; I explain how below.');
await picture(kim.page, 'console-5-answered');
await kim.openItem(desk.address, incident, 'memory/memory.json');
await picture(kim.page, 'console-6-item');
await page.getByRole('button', { name: 'Refresh' }).click();
await page.getByText('Please restart the print service').first().waitFor();
await picture(page, 'app-10-answer');
say('The answer is in the window of the person.');
await page.getByRole('button', { name: 'Show the receipt' }).click();
await picture(page, 'app-11-receipt');
await page.keyboard.press('Escape');
await kim.openPage('Requests');
await picture(kim.page, 'console-7-requests', { whole: true });
await kim.openPage('Devices');
await picture(kim.page, 'console-8-devices', { whole: true });
await kim.signOut();
await picture(kim.page, 'console-9-sign-in');

await annika.home();
await page.getByRole('button', { name: 'History' }).click();
await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
await picture(page, 'app-12-history');
await annika.home();
await annika.describe('The programs are slow since Monday.');
await annika.choosePreset('Slow computer');
await annika.look();
await page.locator('li[data-state] button').first().waitFor();
await picture(page, 'app-3-progress');
await annika.untilReview();
await app.evaluate(
  ({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  },
  join(output, 'saved.zip'),
);
await page.getByRole('button', { name: 'Save to a file instead' }).click();
await page.getByRole('radio', { name: /^Anyone with the file/ }).press('Space');
await page.getByRole('button', { name: 'Choose where to save it…' }).click();
await page.getByRole('heading', { level: 1, name: 'Saved on this computer' }).waitFor();
await picture(page, 'app-13-saved');
say('The same works without sending: saved to a file.');
await app.close();
await browser.close();
await desk.stop();
stopDisplay();

const objects = join(output, 'desk', 'objects');
const [sealedName] = await readdir(objects);
if (!sealedName) throw new Error(`no bundle in ${objects}`);
const identity = (await readFile(join(output, 'desk', 'identity.txt'), 'utf8')).trim();
const bytes = await unseal(await readFile(join(objects, sealedName)), identity);
await writeFile(join(output, 'bundle.zip'), bytes);
const bundle = await openBundle(bytes);
const failed = (await verifyBundle(bundle)).filter(({ passed }) => !passed);
if (failed.length > 0)
  throw new Error(`the received bundle does not verify: ${JSON.stringify(failed)}`);
await writeFile(join(output, 'receipt.json'), JSON.stringify(bundle.receipt, null, 2));
const summary = {
  incident,
  items: bundle.manifest.items.length,
  bytes: bytes.length,
  manifestHashReviewed: review.manifestHash,
  manifestHashReceived: bundle.manifestHash,
  secondsToFirstItem: Number((times.firstItem / 1000).toFixed(3)),
  secondsToReview: Number((times.review / 1000).toFixed(3)),
  secondsTotal: Number(((performance.now() - started) / 1000).toFixed(1)),
  pictures,
};
await bundle.close();
await writeFile(join(output, 'summary.json'), JSON.stringify(summary, null, 2));
if (summary.manifestHashReviewed !== summary.manifestHashReceived)
  throw new Error(
    `reviewed ${summary.manifestHashReviewed}, received ${summary.manifestHashReceived}`,
  );
console.log(JSON.stringify(summary));
