import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser, tooWideWhenZoomed } from './browser.ts';
import { hostile, incidentOf, manyIncidents } from './incidents.ts';

const { openSignedIn } = consoleBrowser();
const incident = '/incidents/INC-000004';

describe('the list', () => {
  test('tells how the first incident arrives, and shows it by itself', async () => {
    const { page, desk } = await openSignedIn('/incidents');
    await page.getByText('No incident yet').waitFor();
    await page.getByText('when somebody clicks Get help').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    desk.incidents.set('INC-000004', incidentOf(4));
    desk.announce('INC-000004');
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
  });

  test('shows each incident’s state in words', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    const row = page.getByRole('row', { name: /INC-000002/ });
    for (const words of [
      'VPN drops every few minutes',
      'In progress',
      'Ada Lovelace',
      'Awaits answer',
      'Works, but slowly',
      '2 warnings',
      '1 info',
    ]) {
      await row.getByText(words).waitFor();
    }
    expect(await row.getByRole('time').getAttribute('title')).toBe('20 Nov 2026, 10:15');
    expect(await page.getByRole('link', { name: 'INC-000001' }).count()).toBe(0);
    await page.getByLabel(/^All/).check();
    await page.getByRole('link', { name: 'INC-000001' }).waitFor();
  });

  test('is walked by arrow keys, found by /, opened by Enter', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('link', { name: 'INC-000004' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('INC-000002');
    await page.keyboard.press('/');
    await page.keyboard.type('outlook');
    await page.getByText('1 incident', { exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^INC-000004/ }).waitFor();
  });

  test('that cannot be loaded says so, and can be tried again', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
    await page.route('**/api/incidents', (route) => route.abort());
    await page.reload();
    await page.getByText('The desk does not answer.').waitFor();
    await page.unroute('**/api/incidents');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
  });
});

describe('an incident', () => {
  test('names the tab, takes the focus, and the browser’s back leads to the list', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('link', { name: 'INC-000004' }).click();
    await expect.poll(() => page.title()).toBe('INC-000004: Outlook freezes whenever I open a shared calendar · Candor desk');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.goBack();
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    await expect.poll(() => page.title()).toBe('Incidents · Candor desk');
  });

  test('shows what the person wrote as text, whatever they wrote', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByText(hostile.replace('\u202E', '⟨U+202E⟩')).first().waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  test('says what is missing and why, what was left out, what was cut and hidden', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    for (const words of [
      'Only an administrator may read disk health.',
      'This computer has no Wi-Fi.',
      '4.2 MB dropped from the middle',
      '12 values hidden',
      'Not checked, because the items needed are missing or unreadable: clock',
    ]) {
      await page.getByText(words).waitFor();
    }
    await page.getByRole('listitem').filter({ hasText: 'Processes processes/processes.json' }).waitFor();
  });

  test('shows the receipt and each check with a word, not only a sign', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    const checks = page.getByRole('list', { name: 'Checks by the desk when it arrived' }).getByRole('listitem');
    await expect
      .poll(() => checks.allTextContents())
      .toEqual([
        'Passed The manifest hash is the one the person agreed to',
        'Passed Every item has the hash that the manifest names',
        'Failed The signature is by the device that sent it JWSSignatureVerificationFailed',
      ]);
    await page.getByText('30 days, until 20 December 2026').waitFor();
  });

  test('is taken and moved on, by the steps that ITIL knows; what the desk refuses is said in its words', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByText('Assigned to Ada Lovelace').waitFor();
    expect(await page.getByLabel('Status').locator('option[value=closed]').count()).toBe(0);
    desk.refusal = {
      status: 409,
      error: {
        code: 'conflict',
        message: { message: 'This incident is {from} and cannot become {to}.', values: { from: 'assigned', to: 'resolved' } },
        detail: null,
      },
    };
    await page.getByLabel('Status').selectOption('resolved');
    await page.getByText('This incident is assigned and cannot become resolved.').waitFor();
    expect(await page.getByLabel('Status').inputValue()).toBe('assigned');
  });

  test('a message goes with Ctrl+Enter; one that cannot be sent is kept and sent again', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    const box = page.getByLabel('Message to the person');
    await box.fill('Please empty the trash.');
    await page.route('**/messages', (route) => route.abort());
    await box.press('Control+Enter');
    await page.getByText('The message was not sent; your text is kept').waitFor();
    expect(await box.inputValue()).toBe('Please empty the trash.');
    await page.unroute('**/messages');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
    expect(await box.inputValue()).toBe('');
    expect(desk.incidents.get('INC-000004')?.timeline.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  test('the person’s answer appears by itself, and the words being written stay', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByLabel('Message to the person').fill('half a sent');
    await page.getByText('Live', { exact: true }).waitFor();
    const known = incidentOf(4);
    const answer = { kind: 'message', id: 'm', at: known.receivedAt, from: 'person', name: '', text: 'It works again.' } as const;
    desk.incidents.set(known.number, { ...known, timeline: [...known.timeline, answer], awaitsAnswer: true });
    desk.announce(known.number);
    await page.getByText('It works again.').waitFor();
    expect(await page.getByLabel('Message to the person').inputValue()).toBe('half a sent');
  });

  test('that does not exist says so', async () => {
    const { page } = await openSignedIn('/incidents/INC-000099');
    await page.getByText('There is no such incident.').waitFor();
  });
});

test('an address that leads nowhere says so and leads on', async () => {
  const { page } = await openSignedIn('/incidents/nothing');
  await page.getByText('The address may be mistyped').waitFor();
  await page.getByRole('link', { name: 'Go to the incidents' }).click();
  await page.getByRole('heading', { name: 'Incidents' }).waitFor();
});

describe('axe finds nothing in either theme, and 200 % zoom needs no sideways scrolling', () => {
  test.each([
    ['list', '/incidents', manyIncidents()],
    ['empty list', '/incidents', []],
    ['incident', incident, manyIncidents()],
    ['no such incident', '/incidents/INC-000099', []],
  ])('%s', async (_name, path, incidents) => {
    const { page } = await openSignedIn(path, { incidents });
    await page.getByText(/^(Live|Not live)/).waitFor();
    await expect.poll(() => page.getByText('Loading').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    expect(await tooWideWhenZoomed(page)).toBeLessThanOrEqual(0);
  });
});

describe('a bundle without a description', () => {
  const sample = incidentOf(4).manifest;
  const words = { id: 'description/description.json', title: 'What you wrote', bytes: 90 };
  const collector = { id: 'description', title: 'What you wrote', purpose: 'x', category: 'description' as const };
  const ended = (status: 'fail' | 'skip', message: string) => ({
    ...collector,
    status,
    durationMs: 1,
    reason: { message },
    items: [],
  });

  test.each([
    ['the person left it out', { leftOut: [words] }, 'The person left out what they wrote.'],
    [
      'it could not be written',
      { collectors: [ended('fail', 'The disk is full.')], leftOut: [] },
      'What the person wrote could not be collected: The disk is full.',
    ],
    [
      'an engineer asked for it',
      { collectors: [ended('skip', 'The problem was not described.')], leftOut: [] },
      'An engineer asked for this bundle, so it contains no description.',
    ],
  ])('says so when %s', async (_why, manifest, sentence) => {
    const without = incidentOf(4, { description: null, manifest: { ...sample, ...manifest } });
    const { page } = await openSignedIn(incident, { incidents: [without] });
    await page.getByText(sentence, { exact: true }).waitFor();
  });
});
