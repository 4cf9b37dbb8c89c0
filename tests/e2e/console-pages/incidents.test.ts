import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser, tooWideWhenZoomed } from './browser.ts';
import { graceId, hostile, incidentOf, manyIncidents } from './incidents.ts';

const { openSignedIn } = consoleBrowser();
const incident = '/incidents/INC-000004';

describe('the incident list', () => {
  test('explains how the first incident arrives and shows it when it does', async () => {
    const { page, desk } = await openSignedIn('/incidents');
    await page.getByText('No incidents yet').waitFor();
    await page.getByText('when someone clicks Get help').waitFor();
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
      'Needs reply',
      'Works, but slowly',
      '2 warnings',
      '1 info',
    ]) {
      await row.getByText(words).waitFor();
    }
    expect(await row.getByRole('time').getAttribute('title')).toBe('20 Nov 2026, 10:15');
    expect(await page.getByRole('link', { name: 'INC-000001' }).count()).toBe(0);
    await page.getByRole('radio', { name: /^All/ }).check();
    await page.getByRole('link', { name: 'INC-000001' }).waitFor();
  });

  test('moves by arrow keys, searches with / and opens with Enter', async () => {
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

  test('loads thousands of rows on scrolling, and Back restores position, view and search', async () => {
    const incidents = Array.from({ length: 350 }, (_, index) =>
      incidentOf(index + 1, { deviceName: `pc-${index + 1}` }),
    );
    const { page } = await openSignedIn('/incidents', { incidents });
    await page.getByRole('radio', { name: /^All/ }).check();
    await page.getByRole('searchbox').fill('outlook');
    await page.getByText('350 incidents', { exact: true }).waitFor();
    const toEnd = () =>
      page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect
      .poll(async () => toEnd().then(() => page.getByRole('link', { name: 'INC-000001' }).count()))
      .toBe(1);
    // Only visible rows are rendered.
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.getByRole('link', { name: 'INC-000001' }).click();
    await page.getByRole('heading', { name: /^INC-000001/ }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'INC-000001' }).waitFor();
    expect(await page.getByRole('radio', { name: /^All/ }).isChecked()).toBe(true);
    expect(await page.getByRole('searchbox').inputValue()).toBe('outlook');
    expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(15_000);
  });

  test('Back restores the position in the incident, then the position in the list', async () => {
    const incidents = Array.from({ length: 60 }, (_, index) => incidentOf(index + 1));
    const { page } = await openSignedIn('/incidents', { incidents });
    const scrollTop = () => page.evaluate(() => window.scrollY);
    // Only visible rows are rendered: this one exists once the page has scrolled to it.
    const row = page.getByRole('link', { name: 'INC-000030' });
    await page.getByRole('link', { name: 'INC-000060' }).waitFor();
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
    await row.waitFor();
    const inList = await scrollTop();
    // `click` would scroll first.
    await row.dispatchEvent('click');
    await page
      .getByRole('link', { name: 'disks/filesystems.json /filesystems/0/availableBytes' })
      .waitFor();
    expect(await scrollTop()).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 500));
    const inIncident = await scrollTop();
    await page
      .getByRole('link', { name: 'disks/filesystems.json /filesystems/0/availableBytes' })
      .dispatchEvent('click');
    await page.getByRole('tree').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
    expect([inIncident > 100, await scrollTop()]).toEqual([true, inIncident]);
    await page.goBack();
    await row.waitFor();
    expect(inList).toBeGreaterThan(100);
    // A pixel may be lost, because row heights are measured again when rendered.
    expect(Math.abs((await scrollTop()) - inList)).toBeLessThanOrEqual(2);
  });

  test('lists unverified senders in their own view, with a count that opens it', async () => {
    const incidents = [
      ...manyIncidents(),
      incidentOf(5, { deviceVerified: false, summary: 'Made up' }),
    ];
    const { page } = await openSignedIn('/incidents', { incidents });
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
    expect(await page.getByRole('link', { name: 'INC-000005' }).count()).toBe(0);
    await page.getByRole('radio', { name: 'Unverified 1' }).check();
    await page.getByRole('link', { name: 'INC-000005' }).waitFor();
  });

  test('says which other view has matches for a search and opens it', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('searchbox').fill('INC-000001');
    await page.getByRole('button', { name: '1 has ended' }).click();
    await page.getByRole('link', { name: 'INC-000001' }).waitFor();
  });

  test('updates one changed row from its event without reloading the list', async () => {
    const { page, desk } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    let loaded = 0;
    page.on('request', (request) => {
      if (request.url().includes('/api/incidents')) loaded += 1;
    });
    desk.incidents.set('INC-000004', incidentOf(4, { status: 'resolved' }));
    desk.incidents.set('INC-000005', incidentOf(5, { summary: 'A new one' }));
    desk.announce('INC-000004');
    desk.announce('INC-000005');
    await page.getByText('A new one').waitFor();
    expect(await page.getByRole('link', { name: 'INC-000004' }).count()).toBe(0);
    await page.getByRole('radio', { name: 'Open 3' }).waitFor();
    expect(loaded).toBe(0);
  });

  test('reports a failed load and retries it on request', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
    await page.route('**/api/incidents?*', (route) => route.abort());
    await page.reload();
    await page.getByText('The desk does not answer.').waitFor();
    await page.unroute('**/api/incidents?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'INC-000004' }).waitFor();
  });
});

describe('an incident', () => {
  test('sets the tab title, takes the focus, and Back returns to the list', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: manyIncidents() });
    await page.getByRole('link', { name: 'INC-000004' }).click();
    await expect
      .poll(() => page.title())
      .toBe('INC-000004: Outlook freezes whenever I open a shared calendar · Candor desk');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.goBack();
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    await expect.poll(() => page.title()).toBe('Incidents · Candor desk');
  });

  test('shows everything the person wrote as plain text', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByText(hostile.replace('\u202E', '⟨U+202E⟩')).first().waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  test('lists what is missing and why, and what was left out, truncated and redacted', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    for (const words of [
      'Only an administrator may read disk health.',
      'This computer has no Wi-Fi.',
      '4.2 MB dropped from the middle',
      '12 values hidden',
      'Not checked, because items are missing or unreadable: clock',
    ]) {
      await page.getByText(words).waitFor();
    }
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Processes processes/processes.json' })
      .waitFor();
  });

  test('shows each check of the receipt with a word, not only a symbol', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    const checks = page
      .getByRole('list', { name: 'Checks by the desk on arrival' })
      .getByRole('listitem');
    await expect
      .poll(() => checks.allTextContents())
      .toEqual([
        'Passed The manifest hash is the one the person agreed to',
        'Passed Every item has the hash that the manifest names',
        'Failed The signature is by the device that sent it JWSSignatureVerificationFailed',
      ]);
    await page.getByText('30 days, until 20 December 2026').waitFor();
  });

  test('can be assigned and moved through ITIL states, and shows why the desk refuses a change', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByRole('button', { name: 'Assign to me' }).click();
    await page.getByText('Assignee Ada Lovelace').waitFor();
    expect(await page.getByLabel('Status').locator('option[value=closed]').count()).toBe(0);
    desk.refusal = {
      status: 409,
      error: {
        code: 'conflict',
        message: {
          message: 'This incident is {from} and cannot become {to}.',
          values: { from: 'assigned', to: 'resolved' },
        },
        detail: null,
      },
    };
    await page.getByLabel('Status').selectOption('resolved');
    await page.getByRole('button', { name: 'Change status' }).click();
    await page.getByText('This incident is assigned and cannot become resolved.').waitFor();
    expect(await page.getByLabel('Status').inputValue()).toBe('assigned');
  });

  test('changes status only by the button and asks before closing', async () => {
    const { page, desk } = await openSignedIn(incident, {
      incidents: [incidentOf(4, { status: 'resolved' })],
    });
    await page.getByLabel('Status').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByLabel('Status').inputValue()).toBe('closed');
    await page.getByRole('button', { name: 'Change status' }).click();
    await page.getByRole('heading', { name: 'Close INC-000004 for good?' }).waitFor();
    expect(desk.incidents.get('INC-000004')?.status).toBe('resolved');
    await page.getByRole('button', { name: 'Close incident' }).click();
    await page.getByText('no more messages can be sent').waitFor();
    expect(desk.incidents.get('INC-000004')?.status).toBe('closed');
  });

  test('can be handed over, and names the colleague who took it first', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByRole('button', { name: 'Hand over…' }).click();
    await page.getByLabel('Assign to', { exact: true }).selectOption('Grace Hopper');
    await page.getByRole('button', { name: 'Hand over', exact: true }).click();
    await page.getByText('Assignee Grace Hopper').waitFor();

    desk.incidents.set('INC-000004', incidentOf(4));
    desk.announce('INC-000004');
    await page.getByRole('button', { name: 'Assign to me' }).waitFor();
    // Not announced, so the page has not updated yet.
    desk.incidents.set(
      'INC-000004',
      incidentOf(4, { assignee: 'Grace Hopper', assigneeId: graceId }),
    );
    await page.getByRole('button', { name: 'Assign to me' }).click();
    await page.getByText('Grace Hopper has this incident already.').waitFor();
  });

  test('is deleted with a reason and leaves no data on the page', async () => {
    const { page } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByText('LENOVO ThinkPad T14').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Enter a reason of at least three characters.').waitFor();
    await page.getByRole('textbox', { name: 'Reason', exact: true }).fill('sent by mistake');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('This incident is no longer available').waitFor();
    expect(await page.getByText('LENOVO ThinkPad T14').count()).toBe(0);
    expect(await page.getByText('Outlook freezes').count()).toBe(0);
  });

  test('disappears at once when the person withdraws it, also from an open item page', async () => {
    for (const path of [incident, `${incident}/items/disks/filesystems.json`]) {
      const { page, desk } = await openSignedIn(path, { incidents: [incidentOf(4)] });
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('filesystems').first().waitFor();
      desk.incidents.delete('INC-000004');
      desk.announce('INC-000004');
      await page.getByText('There is no such incident.').waitFor();
      expect(await page.getByText('1200000000').count()).toBe(0);
      expect(await page.getByText('Outlook freezes').count()).toBe(0);
    }
  });

  test('sends a message with Ctrl+Enter, and keeps and resends one that failed', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    const box = page.getByLabel('Message to the person');
    await box.fill('Please empty the trash.');
    await page.route('**/messages', (route) => route.abort());
    await box.press('Control+Enter');
    await page.getByText('The message was not sent. Your text is still here.').waitFor();
    expect(await box.inputValue()).toBe('Please empty the trash.');
    await page.unroute('**/messages');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
    expect(await box.inputValue()).toBe('');
    expect(
      desk.incidents.get('INC-000004')?.timeline.filter(({ kind }) => kind === 'message'),
    ).toHaveLength(1);
  });

  test('shows the person’s answer as it arrives and keeps the draft', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents: [incidentOf(4)] });
    await page.getByLabel('Message to the person').fill('half a sent');
    await page.getByText('Live', { exact: true }).waitFor();
    const known = incidentOf(4);
    const answer = {
      kind: 'message',
      id: 'm',
      at: known.receivedAt,
      from: 'person',
      name: '',
      text: 'It works again.',
    } as const;
    desk.incidents.set(known.number, {
      ...known,
      timeline: [...known.timeline, answer],
      awaitsAnswer: true,
    });
    desk.announce(known.number);
    await page.getByText('It works again.').waitFor();
    expect(await page.getByLabel('Message to the person').inputValue()).toBe('half a sent');
  });

  test('reports an incident that does not exist', async () => {
    const { page } = await openSignedIn('/incidents/INC-000099');
    await page.getByText('There is no such incident.').waitFor();
  });
});

test('an unknown address shows Page not found with a link to the incidents', async () => {
  const { page } = await openSignedIn('/incidents/nothing');
  await page.getByText('The address may be mistyped').waitFor();
  await page.getByRole('link', { name: 'Go to incidents' }).click();
  await page.getByRole('heading', { name: 'Incidents' }).waitFor();
});

describe('axe reports no violations in light or dark, and 200 % zoom does not scroll sideways', () => {
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
  const collector = {
    id: 'description',
    title: 'What you wrote',
    purpose: 'x',
    category: 'description' as const,
  };
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
      'What the person wrote could not be collected. The disk is full.',
    ],
    [
      'they wrote nothing',
      { collectors: [ended('skip', 'The problem was not described.')], leftOut: [] },
      'The person wrote nothing.',
    ],
  ])('says so when %s', async (_why, manifest, sentence) => {
    const without = incidentOf(4, {
      description: null,
      manifest: { ...sample, items: sample.items.filter(({ id }) => id !== words.id), ...manifest },
    });
    const { page } = await openSignedIn(incident, { incidents: [without] });
    await page.getByText(sentence, { exact: true }).waitFor();
  });
});
