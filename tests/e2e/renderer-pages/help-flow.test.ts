import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raise } from '#contract/errors/result.ts';
import { createFakeMain, recomputed } from '#tests/fixtures/fake-bridge.ts';
import { noRequests, sampleRequest } from '#tests/fixtures/fake-incoming-requests.ts';
import {
  emptySession,
  organisation,
  sampleReview,
  sampleSubmission,
} from '#tests/fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const reviewing = (part: Partial<typeof sampleReview> = {}) =>
  createFakeMain({
    session: {
      phase: 'review',
      review: recomputed({ ...sampleReview, ...part }),
      problem: null,
      changing: false,
    },
  });

/** The focused element; the page's body if there is none. */
const focusedText = (page: Page) =>
  page.evaluate(() =>
    document.activeElement === document.body ? '' : document.activeElement?.textContent,
  );

describe('the form', () => {
  test('saves the description while it is typed, on leaving the field and on leaving the screen', async () => {
    const { page, fake } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('It froze');
    await expect
      .poll(() => fake.callsOf('session.saveDraft').at(-1))
      .toMatchObject({ happened: 'It froze' });
    await page.getByLabel('When did it start?').fill('today');
    await page.getByLabel('When did it start?').blur();
    await expect
      .poll(() => fake.callsOf('session.saveDraft').at(-1))
      .toMatchObject({ began: 'today' });
    await page.getByLabel('What happened?').fill('It froze twice');
    await page.getByRole('button', { name: 'Home' }).click();
    await expect
      .poll(() => fake.callsOf('session.saveDraft').at(-1))
      .toMatchObject({ happened: 'It froze twice', began: 'today' });
    await page.context().close();
  });

  test('starts with the cursor after the text that is already there', async () => {
    const draft = { ...emptySession.draft, happened: 'It froze' };
    const { page } = await stage.open({
      fake: createFakeMain({ session: { ...emptySession, draft } }),
    });
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').waitFor();
    await page.keyboard.type(' twice');
    expect(await page.getByLabel('What happened?').inputValue()).toBe('It froze twice');
    await page.context().close();
  });

  test('does not start without a description, and says so at the field', async () => {
    const { page, fake } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('   ');
    await page.getByRole('button', { name: 'Check this computer' }).click();
    await page.getByText('Please say in a few words what happened.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    expect(fake.callsOf('session.start')).toEqual([]);
    await page.context().close();
  });

  test('says calmly that a session was interrupted, and restores the description', async () => {
    const draft = { ...emptySession.draft, happened: 'It froze' };
    const { page } = await stage.open({
      fake: createFakeMain({ session: { ...emptySession, draft, interrupted: true } }),
    });
    await page.getByText('Nothing was sent. Your words are still here.').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByLabel('What happened?').inputValue()).toBe('It froze');
    await page.context().close();
  });

  test('shows an error at the start, with its detail one click away', async () => {
    const fake = createFakeMain();
    fake.handlers['session.start'] = () =>
      raise('disk-full', 'The disk is full. Free some space and try again.', { detail: 'ENOSPC' });
    const { page } = await stage.open({ fake });
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('It froze');
    await page.getByRole('button', { name: 'Check this computer' }).click();
    await page
      .getByRole('alert')
      .getByText('The disk is full. Free some space and try again.')
      .waitFor();
    expect(await page.getByText('ENOSPC').isVisible()).toBe(false);
    await page.getByText('Technical detail').click();
    expect(await page.getByText('ENOSPC').isVisible()).toBe(true);
    await page.context().close();
  });
});

describe('a text that is too long for the description', () => {
  const log = Array.from({ length: 1200 }, (_, index) => `line ${index} of a long log`).join('\n');
  const typed = 'It froze while printing. ';

  /** Pastes through the page's clipboard, like the keyboard. */
  async function pasteInto(page: Page, text: string): Promise<void> {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await page.keyboard.press('Control+v');
  }

  async function pasteLog(text = log) {
    const { page, fake } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    const field = page.getByLabel('What happened?');
    await field.fill(typed);
    await field.press('End');
    await pasteInto(page, text);
    return {
      page,
      fake,
      field,
      start: page.getByRole('button', { name: 'Check this computer' }),
    };
  }

  test('stays whole in the field until the person decides, and nothing starts before', async () => {
    const { page, fake, field, start } = await pasteLog();
    expect(await field.inputValue()).toBe(typed + log);
    await expect
      .poll(() => fake.callsOf('session.saveDraft').at(-1))
      .toMatchObject({ happened: typed + log });
    await page.getByText(/^[\d,]+ characters too many$/).waitFor();
    await start.click();
    expect(fake.callsOf('session.start')).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.context().close();
  });

  test('is attached with one button, which leaves the text typed before it in the field', async () => {
    const { page, fake, field, start } = await pasteLog();
    await page.getByRole('button', { name: 'Attach it as a text' }).click();
    expect(await field.inputValue()).toBe(typed);
    await page.getByText('Show the attached text').click();
    expect(await page.locator('textarea[readonly]').inputValue()).toBe(log);
    await start.click();
    await expect
      .poll(() => fake.callsOf('session.start').at(-1))
      .toMatchObject({ description: { happened: typed.trim(), attachedText: log } });
    await page.context().close();
  });

  test('is attached as it is now, with everything typed, if it was changed after pasting', async () => {
    const { page, field } = await pasteLog();
    await page.keyboard.type('!');
    await page.getByRole('button', { name: 'Attach it as a text' }).click();
    expect(await field.inputValue()).toBe('');
    await page.getByText('Show the attached text').click();
    expect(await page.locator('textarea[readonly]').inputValue()).toBe(`${typed}${log}!`);
    await page.getByRole('button', { name: 'Remove the attached text' }).click();
    await page.getByText('Attached text', { exact: true }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('stays in the field uncut, with the reason, if it has more than a million characters', async () => {
    const huge = 'x'.repeat(1_000_001);
    const { page, field } = await pasteLog(huge);
    await page
      .getByText(/It is also too long to attach: the limit is 1,000,000 characters\./)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Attach it as a text' }).count()).toBe(0);
    expect((await field.inputValue()).length).toBe(typed.length + huge.length);
    await page.context().close();
  });

  test('is announced when a tenth of the space is left', async () => {
    const { page } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('x'.repeat(7199));
    expect(await page.getByText(/characters left/).count()).toBe(0);
    await page.getByLabel('What happened?').fill('x'.repeat(7200));
    await page.getByText('800 characters left').waitFor();
    await page.context().close();
  });

  test('in the second field stops the start, says why and cuts nothing', async () => {
    const { page, fake } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('It froze');
    await page.getByLabel('When did it start?').fill('y'.repeat(501));
    await page.getByRole('button', { name: 'Check this computer' }).click();
    await page.getByText('Please use fewer words.').waitFor();
    expect((await page.getByLabel('When did it start?').inputValue()).length).toBe(501);
    expect(fake.callsOf('session.start')).toEqual([]);
    await page.context().close();
  });
});

describe('the check', () => {
  test('can be canceled at any moment', async () => {
    const { page, fake } = await stage.open();
    await fake.handlers['session.start']({
      description: { happened: 'x', began: '', severity: null },
      preset: 'standard',
    });
    await fake.emit('app.show', { screen: 'describe' });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('h1', { hasText: 'What’s wrong?' }).waitFor();
    expect(fake.callsOf('session.cancel')).toHaveLength(1);
    await page.context().close();
  });

  test('is announced at each quarter, not at each step', async () => {
    const { page, fake } = await stage.open();
    await fake.handlers['session.start']({
      description: { happened: 'x', began: '', severity: null },
      preset: 'standard',
    });
    await fake.emit('app.show', { screen: 'describe' });
    const said = page.locator('p[role=status]');
    await fake.finishCollectors(2);
    await page.getByText('2 of 13 done').waitFor();
    expect(await said.textContent()).toBe('');
    await fake.finishCollectors(2);
    await expect.poll(() => said.textContent()).toBe('4 of 13 done');
    await fake.finishCollectors(1);
    await page.locator('footer', { hasText: '5 of 13 done' }).waitFor();
    expect(await said.textContent()).toBe('4 of 13 done');
    await page.context().close();
  });
});

describe('the review', () => {
  test('leaving an item out changes the hash, the size and the count at once, and the consent names what is shown', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    await page.getByText('Show the whole verification code').click();
    const shown = async () =>
      (await page.getByTestId('manifest-hash').textContent())?.replaceAll(' ', '');
    const before = await shown();
    await page.getByRole('switch', { name: 'Include everything under “Software”' }).click();
    await page.getByText('2 items left out').waitFor();
    const after = await shown();
    expect(after).not.toBe(before);
    await page.getByRole('button', { name: /^Send to/ }).click();
    await page.getByRole('button', { name: 'Agree and send' }).click();
    await page.locator('h1', { hasText: 'Sending to' }).waitFor();
    expect(fake.callsOf('review.consent')).toEqual([{ manifestHash: after }]);
    await page.context().close();
  });

  test('the consent lists the keys right after the sentence that introduces them', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.getByRole('button', { name: /^Send to/ }).click();
    const keys = page.locator('dialog').getByRole('list');
    expect(await keys.textContent()).toMatch(/^age1/);
    expect(await keys.locator('xpath=preceding-sibling::p[1]').textContent()).toMatch(
      /can open it:$/,
    );
    await page.context().close();
  });

  test('the two buttons that leave the review stay together when all four do not fit in one row', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    const top = async (name: string) =>
      (await page.getByRole('button', { name, exact: true }).boundingBox())?.y;
    expect(await top('Discard')).toBe(await top('Back to your words'));
    await page.context().close();
  });

  test('one missing part is enough to show the list of what is missing', async () => {
    const [missing] = sampleReview.missing;
    if (!missing) throw new Error('the sample misses nothing');
    const { page } = await stage.open({ fake: reviewing({ missing: [missing] }) });
    const list = page.getByRole('region', { name: 'What is missing, and why' });
    expect(await list.getByRole('listitem').count()).toBe(1);
    await page.context().close();
  });

  test('the person cannot agree while the review is being changed', async () => {
    const review = recomputed(sampleReview);
    const send = /^Send to/;
    const still = await stage.open({ fake: reviewing() });
    expect(await still.page.getByRole('button', { name: send }).isEnabled()).toBe(true);
    await still.page.context().close();
    const fake = createFakeMain({
      session: { phase: 'review', review, problem: null, changing: true },
    });
    const changing = await stage.open({ fake });
    expect(await changing.page.getByRole('button', { name: send }).isDisabled()).toBe(true);
    await changing.page.context().close();
  });

  test('there is no list when nothing is missing', async () => {
    const { page } = await stage.open({
      fake: reviewing({ missing: [] }),
      ready: 'text=Whole verification code',
    });
    expect(await page.getByText('What is missing, and why').count()).toBe(0);
    await page.context().close();
  });

  test('switches a partly included category on as a whole', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    await page.getByRole('switch', { name: /^Include “Running programs/ }).click();
    const whole = page.getByRole('checkbox', { name: 'Include everything under “Software”' });
    await whole.waitFor();
    expect(await whole.evaluate((input: HTMLInputElement) => input.indeterminate)).toBe(true);
    await whole.click();
    await expect
      .poll(() => fake.callsOf('review.include').at(-1))
      .toEqual({ items: ['processes/processes.json'], included: true });
    await page.context().close();
  });

  test('shows the exact bytes of every page that would be sent', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    for (const [button, id] of [
      ['Table of contents', 'manifest.json'],
      ['What was hidden', 'redactions.json'],
      [
        'Open “Disks and free space (disks/filesystems.json)” exactly as it would be sent',
        'disks/filesystems.json',
      ],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await page.locator('dialog section').waitFor();
      const rows = page.locator('dialog section > div > div > span:last-child');
      await expect
        .poll(async () => `${(await rows.allTextContents()).join('\n')}\n`)
        .toBe(fake.contents.get(id));
      await page.getByRole('button', { name: 'Close' }).click();
    }
    await page.context().close();
  });

  test('evidence opens its item at its line', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.getByText('Where it was seen').nth(1).click();
    await page.getByRole('button', { name: 'Recent system messages, line 1941' }).click();
    await expect
      .poll(() => page.locator('dialog [data-marked]').textContent())
      .toContain('timed out after 30 s');
    await page.context().close();
  });

  test('evidence in JSON opens at the line of its value', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.getByText('Where it was seen').first().click();
    await page.getByRole('button', { name: 'Disks and free space', exact: true }).click();
    await expect
      .poll(() => page.locator('dialog [data-marked]').textContent())
      .toContain('"availableBytes": 3100000000');
    await page.context().close();
  });

  test('says calmly when something changed before the consent arrived', async () => {
    const fake = reviewing();
    const { page } = await stage.open({ fake });
    const agree = async () => {
      await page.getByRole('button', { name: /^Send to/ }).click();
      await page.getByRole('button', { name: 'Agree and send' }).click();
    };
    fake.handlers['review.consent'] = () =>
      raise('consent-mismatch', 'It changed.', { detail: 'other hash' });
    await agree();
    await page.getByRole('alert').getByText('Something changed while you were reading').waitFor();
    await expect
      .poll(() => focusedText(page))
      .toContain('Something changed while you were reading');
    await page.context().close();
  });

  test('closes the consent dialog when the bundle changes while it is open', async () => {
    const fake = reviewing();
    const { page } = await stage.open({ fake });
    await page.getByRole('button', { name: /^Send to/ }).click();
    await page.getByRole('button', { name: 'Agree and send' }).waitFor();
    await fake.handlers['review.include']({ items: ['agent-log/candor.log'], included: false });
    await page.getByRole('alert').getByText('Something changed while you were reading').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect
      .poll(() => focusedText(page))
      .toContain('Something changed while you were reading');
    await page.context().close();
  });

  test('without an organisation the bundle cannot be sent, says why, and can be saved', async () => {
    const problem = {
      code: 'no-organisation' as const,
      message: { message: 'No organisation is set up.' },
      detail: null,
    };
    const { page, fake } = await stage.open({
      fake: reviewing({ recipient: null, sendProblem: problem }),
    });
    const send = page.getByRole('button', { name: 'Send…' });
    expect(await send.isDisabled()).toBe(true);
    expect(
      await send.evaluate(
        (button) =>
          document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent,
      ),
    ).toBe('No organisation is set up.');
    await page.getByRole('button', { name: 'Save to a file instead' }).click();
    await page.getByText('Anyone who has it can read it.').waitFor();
    await page.getByRole('button', { name: 'Choose where to save it…' }).click();
    await page.getByText('/home/ada/Documents/candor-2026-11-23.zip').waitFor();
    await page.getByText('Nothing was sent.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Get help' }).waitFor();
    expect(fake.callsOf('session.cancel')).toHaveLength(1);
    expect(fake.session).toMatchObject({ phase: 'idle', draft: { happened: '' } });
    expect(await page.getByText('You have an unfinished report').count()).toBe(0);
    await page.context().close();
  });

  test('keeps the description when the bundle was saved without it', async () => {
    const items = sampleReview.items.map((item) => ({
      ...item,
      included: !item.id.startsWith('description/'),
    }));
    const { page, fake } = await stage.open({ fake: reviewing({ items }) });
    await page.getByRole('button', { name: 'Save to a file instead' }).click();
    await page.getByRole('button', { name: 'Choose where to save it…' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Get help' }).waitFor();
    expect(fake.callsOf('session.cancel')).toHaveLength(1);
    expect(fake.callsOf('session.saveDraft')).toEqual([]);
    await page.context().close();
  });

  test('says what could not be checked, even when nothing was noticed', async () => {
    const { page } = await stage.open({
      fake: reviewing({ findings: [], notJudged: ['dns', 'clock'] }),
    });
    await page
      .getByText(
        /Candor could not check internet names \(DNS\), the clock, because the information is missing or left out\. The engineer sees this too/,
      )
      .waitFor();
    // A screen reader would announce an empty list.
    expect(
      await page.getByRole('region', { name: 'What Candor noticed' }).getByRole('list').count(),
    ).toBe(0);
    await page.context().close();
  });

  test('cannot be sent or saved when everything is left out', async () => {
    const items = sampleReview.items.map((item) => ({ ...item, included: false }));
    const { page } = await stage.open({ fake: reviewing({ items }) });
    expect(await page.getByRole('button', { name: /^Send to/ }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save to a file instead' }).isDisabled()).toBe(
      true,
    );
    await page.context().close();
  });

  test('the way back opens the form, and says that the decisions are kept', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    await page.getByRole('button', { name: 'Back to your words' }).click();
    await page.locator('h1', { hasText: 'What’s wrong?' }).waitFor();
    await page.getByText(/What you left out or hid stays that way/).waitFor();
    expect(fake.callsOf('session.cancel')).toEqual([]);
    await page.context().close();
  });

  test('asks before it discards what was found', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(fake.callsOf('session.cancel')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Get help' }).waitFor();
    expect(fake.callsOf('session.cancel')).toHaveLength(1);
    await page.context().close();
  });
});

describe('the remaining time', () => {
  test('counts from the start of the check, even in a window that was opened later', async () => {
    const fake = createFakeMain();
    await fake.handlers['session.start']({
      preset: 'full',
      description: { happened: 'x', began: '', severity: null },
    });
    if (fake.session.phase !== 'collecting') throw new Error(fake.session.phase);
    fake.session = {
      ...fake.session,
      expectedMs: 60_000,
      startedAt: new Date(Date.now() - 50_000).toISOString(),
    };
    const { page } = await stage.open({ fake });
    await page.getByText(/About ([1-9]|10) sec left/).waitFor();
    await page.context().close();
  });
});

describe('a submission', () => {
  const uploading = sampleSubmission({
    state: 'uploading',
    sentBytes: 100_000,
    incident: null,
    unread: 0,
  });
  const openFirst = async (fake: ReturnType<typeof createFakeMain>) => {
    const window = await stage.open({ fake });
    await fake.emit('app.show', { screen: 'history' });
    await window.page.locator('main li button').first().click();
    return window;
  };

  test('the upload shows bytes, can be paused and continued, and is canceled only after a question', async () => {
    const fake = createFakeMain({ submissions: [uploading] });
    const { page } = await openFirst(fake);
    await page.getByText('100 kB of 812 kB').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('h1', { hasText: 'Paused' }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('h1', { hasText: 'Sending to' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(fake.callsOf('submissions.cancel')).toEqual([]);
    await page.getByRole('button', { name: 'Stop sending' }).click();
    await page.locator('h1', { hasText: 'Canceled' }).waitFor();
    await page.context().close();
  });

  test('shows the number, the answer and the receipt after sending, and marks the answer as read', async () => {
    const fake = createFakeMain({ submissions: [uploading] });
    const { page } = await openFirst(fake);
    await page.locator('h1', { hasText: 'Sending to' }).waitFor();
    await fake.change(uploading.id, sampleSubmission());
    await page.getByText('INC-000042', { exact: true }).waitFor();
    await page.getByText('Could you empty the trash and try once more?').waitFor();
    await expect.poll(() => fake.callsOf('submissions.seen')).toEqual([{ id: uploading.id }]);
    await page.getByRole('button', { name: 'Show the receipt' }).click();
    await page.getByText('The record of what you agreed to, signed by this computer.').waitFor();
    await page.context().close();
  });

  test('promises an answer only until it has arrived', async () => {
    const [received, ...rest] = sampleSubmission().incident?.timeline ?? [];
    const incident = {
      number: 'INC-000042',
      status: 'new' as const,
      timeline: received ? [received] : [],
    };
    const fake = createFakeMain({ submissions: [sampleSubmission({ incident, unread: 0 })] });
    const { page } = await openFirst(fake);
    const promise = page.getByText('The answer will appear here');
    await promise.waitFor();
    await fake.change(sampleSubmission().id, {
      incident: { ...incident, timeline: [...incident.timeline, ...rest] },
    });
    await page.getByText('Could you empty the trash and try once more?').waitFor();
    expect(await promise.count()).toBe(0);
    await page.context().close();
  });

  test.each([
    ['refused', true],
    ['refused', false],
    ['canceled', false],
  ] as const)(
    'what is %s has a way on (sending it again: %s), and claims nothing of what did not happen',
    async (state, sendAgain) => {
      const problem = {
        code: 'desk-refused',
        message: { message: 'The desk said no.' },
        detail: null,
      } as const;
      const ended = sampleSubmission({
        state,
        sendAgain,
        incident: null,
        unread: 0,
        sentBytes: 0,
        problem: state === 'refused' ? problem : null,
      });
      const { page, fake } = await openFirst(createFakeMain({ submissions: [ended] }));
      await page.locator('#agreed-title').waitFor();
      const claims = ['Sent to', 'Kept until', 'The part that arrived is incomplete'];
      for (const claim of claims) expect(await page.getByText(claim).count(), claim).toBe(0);
      await page.getByText('Meant for').waitFor();
      const again = page.getByRole('button', { name: 'Send it again' });
      expect(await again.count()).toBe(sendAgain ? 1 : 0);
      if (sendAgain) {
        await again.click();
        await page.locator('h1', { hasText: 'Sending to' }).waitFor();
        expect(fake.callsOf('submissions.resume')).toEqual([{ id: ended.id }]);
      } else {
        await page.getByRole('button', { name: 'Get help again' }).click();
        expect(await page.getByLabel('What happened?').inputValue()).toBe(ended.summary);
      }
      await page.context().close();
    },
  );

  test('a message to the engineer that could not be sent stays in the box', async () => {
    const fake = createFakeMain({ submissions: [sampleSubmission()] });
    const send = fake.handlers['replies.send'];
    fake.handlers['replies.send'] = () =>
      raise('desk-unreachable', 'The help desk cannot be reached.');
    const { page } = await openFirst(fake);
    await page.getByLabel('Write to the engineer').fill('It prints again');
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByText('The help desk cannot be reached.').waitFor();
    expect(await page.getByLabel('Write to the engineer').inputValue()).toBe('It prints again');
    fake.handlers['replies.send'] = send;
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.locator('ol').getByText('It prints again').waitFor();
    expect(await page.getByLabel('Write to the engineer').inputValue()).toBe('');
    await page.context().close();
  });

  test('text from the desk is rendered only as text', async () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>\u202E';
    const entry = {
      kind: 'message',
      id: 'h',
      at: '2026-11-20T14:12:00.000Z',
      from: 'engineer',
      name: hostile,
      text: hostile,
    } as const;
    const recipient = { ...organisation, organisation: hostile };
    const submission = sampleSubmission({
      recipient,
      summary: hostile,
      incident: { number: 'INC-000001', status: 'new', timeline: [entry] },
    });
    const { page, faults } = await openFirst(createFakeMain({ submissions: [submission] }));
    await page.locator('ol').getByText('<img src=x').first().waitFor();
    expect(await page.locator('img, main script').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('the window', () => {
  test('offers to try again when main does not answer at first', async () => {
    const fake = createFakeMain();
    const list = fake.handlers['submissions.list'];
    fake.handlers['submissions.list'] = () =>
      raise('disk-failed', 'The list of what was sent cannot be read. Try again.');
    const { page } = await stage.open({ fake, ready: 'main [role=alert]' });
    await page.getByText('The list of what was sent cannot be read. Try again.').waitFor();
    fake.handlers['submissions.list'] = list;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Get help' }).waitFor();
    await page.context().close();
  });

  test('shows the review when it opens during a review', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.locator('h1', { hasText: 'Check what will be sent' }).waitFor();
    await page.context().close();
  });
});

describe('a review in which something could not be saved', () => {
  test('says first that the disk is full, prevents sending and offers to check again', async () => {
    const sendProblem = {
      code: 'disk-full' as const,
      message: { message: 'The disk is full.' },
      detail: null,
    };
    const { page, fake } = await stage.open({
      fake: reviewing({ notSaved: { parts: 22, words: true, diskFull: true }, sendProblem }),
    });
    await page.locator('h1', { hasText: 'The disk is full' }).waitFor();
    await page
      .getByRole('alert')
      .getByText(/Your words are not lost\. Empty the bin/)
      .waitFor();
    expect(await page.getByRole('button', { name: /^Send to / }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save to a file' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect.poll(() => fake.callsOf('review.checkAgain')).toHaveLength(1);
    await page.context().close();
  });

  test('can be sent without the other parts when the words are in it', async () => {
    const { page } = await stage.open({
      fake: reviewing({ notSaved: { parts: 3, words: false, diskFull: true } }),
    });
    await page.getByText('3 parts could not be added.', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: /^Send to / }).isEnabled()).toBe(true);
    await page.context().close();
  });
});

test('a wrong clock is explained in dates before the person can agree', async () => {
  const clock = {
    here: '2083-01-01T09:00:00.000Z',
    desk: '2026-12-01T09:00:00.000Z',
    blocksSending: true,
  };
  const { page } = await stage.open({ fake: reviewing({ clock }) });
  await page
    .getByText(/^This computer says .*2083.*\. The support desk says .*2026.*\.$/)
    .waitFor();
  await page.getByText(/ask your IT department/).waitFor();
  await page.context().close();
});

describe('a session that an engineer asked for', () => {
  test('shows the engineer’s reason as the purpose, as written, and counts no step that did not happen', async () => {
    const purpose = 'The VPN {of} your ward is slow';
    const fake = reviewing({ purpose, requestedBy: 'Grace Okafor' });
    fake.asked = { ...noRequests, requests: [sampleRequest({ state: 'in-review' })] };
    const { page } = await stage.open({ fake });
    await page.getByText('Step 2 of 2').waitFor();
    await page.locator('dd', { hasText: purpose }).getByText('Grace Okafor wrote this').waitFor();
    await page.getByRole('button', { name: /^Send to / }).click();
    await page.locator('dialog dd', { hasText: purpose }).waitFor();
    await page.context().close();
  });
});

test('a computer without a support organisation says on the first screen that nothing can be sent', async () => {
  const fake = createFakeMain();
  fake.info = { ...fake.info, recipient: null };
  const { page } = await stage.open({ fake });
  await page
    .getByText('You can check this computer and save the result to a file, but you cannot send it.')
    .waitFor();
  expect(await page.getByText('Managed by your organisation').count()).toBe(0);
  await page.context().close();
});

test('a review that can only be saved mentions no engineer, no purpose and no retention period', async () => {
  const sendProblem = {
    code: 'no-organisation' as const,
    message: { message: 'It cannot be sent.' },
    detail: null,
  };
  const { page } = await stage.open({ fake: reviewing({ recipient: null, sendProblem }) });
  await page.getByText('Nowhere: no support organisation is set up here').waitFor();
  for (const words of [
    'Purpose',
    'Deleted after',
    'The engineer sees this',
    'The engineer sees this list',
  ])
    expect(await page.getByText(words).count(), words).toBe(0);
  await page.context().close();
});
