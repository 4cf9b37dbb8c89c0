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

/** What holds the focus; the whole page when nothing does. */
const focusedText = (page: Page) =>
  page.evaluate(() =>
    document.activeElement === document.body ? '' : document.activeElement?.textContent,
  );

describe('describing', () => {
  test('the words are kept while they are written, on leaving the field and on leaving the screen', async () => {
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

  test('begins with the cursor after what was already written', async () => {
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

  test('without any words nothing is started, and the field says what it needs', async () => {
    const { page, fake } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('   ');
    await page.getByRole('button', { name: 'Check this computer' }).click();
    await page.getByText('Please say in a few words what happened.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    expect(fake.callsOf('session.start')).toEqual([]);
    await page.context().close();
  });

  test('an interrupted session is told calmly, and its words are there', async () => {
    const draft = { ...emptySession.draft, happened: 'It froze' };
    const { page } = await stage.open({
      fake: createFakeMain({ session: { ...emptySession, draft, interrupted: true } }),
    });
    await page.getByText('Nothing was sent. Your words are still here.').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByLabel('What happened?').inputValue()).toBe('It froze');
    await page.context().close();
  });

  test('a fault at the start is shown with its detail one click deeper', async () => {
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

  /** Pastes as the keyboard does, through the page's own clipboard. */
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

  test('is kept whole until the person decides, and nothing starts before', async () => {
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

  test('becomes an attached text by one button, which leaves what was typed before it in the field', async () => {
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

  test('that was changed after it was pasted is attached as it is now, with all that was typed', async () => {
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

  test('of more than a million characters stays in the field, with nothing cut and the reason', async () => {
    const huge = 'x'.repeat(1_000_001);
    const { page, field } = await pasteLog(huge);
    await page
      .getByText(/It is also too long to attach: the limit is 1,000,000 characters\./)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Attach it as a text' }).count()).toBe(0);
    expect((await field.inputValue()).length).toBe(typed.length + huge.length);
    await page.context().close();
  });

  test('is announced when a tenth of the room is left', async () => {
    const { page } = await stage.open();
    await page.getByRole('button', { name: 'Get help' }).click();
    await page.getByLabel('What happened?').fill('x'.repeat(7199));
    expect(await page.getByText(/characters left/).count()).toBe(0);
    await page.getByLabel('What happened?').fill('x'.repeat(7200));
    await page.getByText('800 characters left').waitFor();
    await page.context().close();
  });

  test('in the second field stops the start and says why, with every character kept', async () => {
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

describe('looking', () => {
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

  test('is said aloud at quarters, not at every step', async () => {
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
  test('leaving something out changes the hash, the size and the number at once, and the consent names what is shown', async () => {
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

  test('the consent lists the keys right after the words that announce them', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.getByRole('button', { name: /^Send to/ }).click();
    const keys = page.locator('dialog').getByRole('list');
    expect(await keys.textContent()).toMatch(/^age1/);
    expect(await keys.locator('xpath=preceding-sibling::p[1]').textContent()).toMatch(
      /can open it:$/,
    );
    await page.context().close();
  });

  test('the two buttons that leave the review stay together when there is no room for all four beside each other', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    const top = async (name: string) =>
      (await page.getByRole('button', { name, exact: true }).boundingBox())?.y;
    expect(await top('Discard')).toBe(await top('Back to your words'));
    await page.context().close();
  });

  test('one missing part is enough for the list of what is missing', async () => {
    const [missing] = sampleReview.missing;
    if (!missing) throw new Error('the sample misses nothing');
    const { page } = await stage.open({ fake: reviewing({ missing: [missing] }) });
    const list = page.getByRole('region', { name: 'What is missing, and why' });
    expect(await list.getByRole('listitem').count()).toBe(1);
    await page.context().close();
  });

  test('nothing can be agreed to while the review is being changed', async () => {
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

  test('nothing missing is no list', async () => {
    const { page } = await stage.open({
      fake: reviewing({ missing: [] }),
      ready: 'text=Whole verification code',
    });
    expect(await page.getByText('What is missing, and why').count()).toBe(0);
    await page.context().close();
  });

  test('a mixed category is switched on as a whole', async () => {
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

  test('shows exactly the bytes of every page that would be sent', async () => {
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

  test('an evidence opens its item at its line', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.getByText('Where it was seen').nth(1).click();
    await page.getByRole('button', { name: 'Recent system messages, line 1941' }).click();
    await expect
      .poll(() => page.locator('dialog [data-marked]').textContent())
      .toContain('timed out after 30 s');
    await page.context().close();
  });

  test('a pointer into JSON opens at the line of its value', async () => {
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

  test('closes the question when what would be sent changes while it is asked', async () => {
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

  test('without an organisation it cannot be sent and says why, and can be saved', async () => {
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

  test('saved without the person’s words, the words stay', async () => {
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

  test('what nobody could look at is said, also when nothing was noticed', async () => {
    const { page } = await stage.open({
      fake: reviewing({ findings: [], notJudged: ['dns', 'clock'] }),
    });
    await page
      .getByText(
        /Candor could not check internet names \(DNS\), the clock, because the information is missing or left out\. The engineer sees this too/,
      )
      .waitFor();
    // A list of nothing would be read out as one.
    expect(
      await page.getByRole('region', { name: 'What Candor noticed' }).getByRole('list').count(),
    ).toBe(0);
    await page.context().close();
  });

  test('with everything left out there is nothing to send or save', async () => {
    const items = sampleReview.items.map((item) => ({ ...item, included: false }));
    const { page } = await stage.open({ fake: reviewing({ items }) });
    expect(await page.getByRole('button', { name: /^Send to/ }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save to a file instead' }).isDisabled()).toBe(
      true,
    );
    await page.context().close();
  });

  test('the way back leads to the words, and says that the decisions hold', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    await page.getByRole('button', { name: 'Back to your words' }).click();
    await page.locator('h1', { hasText: 'What’s wrong?' }).waitFor();
    await page.getByText(/What you left out or hid stays that way/).waitFor();
    expect(fake.callsOf('session.cancel')).toEqual([]);
    await page.context().close();
  });

  test('discarding asks first', async () => {
    const { page, fake } = await stage.open({ fake: reviewing() });
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(fake.callsOf('session.cancel')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Get help' }).waitFor();
    expect(fake.callsOf('session.cancel')).toHaveLength(1);
    await page.context().close();
  });
});

describe('the time while looking', () => {
  test('that is left counts from the start, also in a window that was opened later', async () => {
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

describe('following', () => {
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

  test('the upload shows bytes, is paused, goes on, and cancels only after asking', async () => {
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

  test('when it was sent, the number, the answer and the receipt are there, and it counts as seen', async () => {
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

  test('the answer is promised only until it is there', async () => {
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

  test('the person writes to the engineer, and what failed to go stays in the box', async () => {
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

  test('text from the desk is only ever text', async () => {
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
  test('shows a way on when main does not answer at first', async () => {
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

  test('that opens during a review shows the review', async () => {
    const { page } = await stage.open({ fake: reviewing() });
    await page.locator('h1', { hasText: 'Check what will be sent' }).waitFor();
    await page.context().close();
  });
});

describe('a review in which something could not be saved', () => {
  test('says first that the disk is full, stops the sending and offers to check again', async () => {
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

describe('what an engineer asked for', () => {
  test('names the engineer’s reason as the purpose, as it was written, and counts no step that never was', async () => {
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

test('a review that can only be saved names no engineer, no purpose and no time of keeping', async () => {
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
