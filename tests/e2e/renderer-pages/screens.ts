import type { TakenPicture } from '#contract/bundle/picture.ts';
import type { SnapshotStatus } from '#contract/collector/snapshot.ts';
import { type AppError, raise } from '#contract/errors/result.ts';
import type { ProxyQuestion } from '#contract/ipc/proxy-login.ts';
import type { PolicyView } from '#contract/policy/policy-view.ts';
import { createFakeMain, type FakeMain, recomputed } from '#tests/fixtures/fake-bridge.ts';
import {
  byPhone,
  noRequests,
  sampleActivity,
  sampleRequest,
  sampleReveal,
} from '#tests/fixtures/fake-incoming-requests.ts';
import {
  emptySession,
  sampleItems,
  sampleReview,
  sampleSubmission,
} from '#tests/fixtures/fake-session.ts';
import { samplePicture, samplePictureItem, sampleScreens } from '#tests/fixtures/sample-picture.ts';
import { samplePolicy, samplePolicyKept, samplePolicyNone } from '#tests/fixtures/sample-policy.ts';
import type { OpenOptions, OpenWindow, Stage } from './window.ts';

export interface ScreenCase {
  name: string;
  open(stage: Stage, options?: OpenOptions): Promise<OpenWindow>;
}

const review = (part: Partial<typeof sampleReview> = {}) => ({
  phase: 'review' as const,
  review: recomputed({ ...sampleReview, ...part }),
  problem: null,
  changing: false,
});
const said = {
  happened: 'The printer on floor 3 prints nothing.',
  began: 'this morning',
  severity: 'slowed' as const,
};

const following = (
  part: Parameters<typeof sampleSubmission>[0],
  then?: (window: OpenWindow) => Promise<void>,
) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const window = await stage.open({
      ...options,
      fake: createFakeMain({ submissions: [sampleSubmission(part)] }),
    });
    await window.fake.emit('app.show', { screen: 'history' });
    await window.page.locator('main li button').first().click();
    await window.page.locator('#agreed-title').waitFor();
    await then?.(window);
    return window;
  };

const onReview = (
  part: Partial<typeof sampleReview>,
  then?: (window: OpenWindow) => Promise<void>,
) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const window = await stage.open({
      ...options,
      fake: createFakeMain({ session: review(part) }),
    });
    await window.page.locator('#items-title').waitFor();
    await then?.(window);
    return window;
  };

const onPolicy = (
  view: PolicyView,
  then?: (window: OpenWindow) => Promise<void>,
  policyProblem: AppError | null = null,
) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const fake = createFakeMain();
    fake.policy = view;
    fake.info = { ...fake.info, recipient: view.recipient, policyProblem };
    const window = await stage.open({ ...options, fake });
    await window.page.locator('main > div:last-child button').last().click();
    await window.page.locator('#policy-read').waitFor();
    await then?.(window);
    return window;
  };

const proxyQuestion: ProxyQuestion = {
  id: '6f1a2c3d-0009-4000-8000-000000000009',
  host: 'proxy.meridian.example',
  port: 3128,
  realm: 'Meridian internet access',
  unprotected: true,
  setBy: 'system',
  again: false,
};

/** The person took a picture and covered two parts of it. */
const onPicture = (screens: TakenPicture[], then?: (window: OpenWindow) => Promise<void>) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const fake = createFakeMain({ session: { ...emptySession, draft: said } });
    fake.screens = screens;
    const window = await stage.open({ ...options, fake });
    await fake.emit('app.show', { screen: 'describe' });
    await window.page.locator('main section > div > button').first().click();
    await window.page.locator('main section img').first().waitFor();
    await then?.(window);
    return window;
  };

const collecting = async (stage: Stage, options: OpenOptions = {}) => {
  const fake = createFakeMain();
  await fake.handlers['session.start']({ description: said, preset: 'standard' });
  await fake.finishCollectors(7);
  const window = await stage.open({ ...options, fake });
  await window.page.locator('progress').waitFor();
  return window;
};

const asking = (
  request: ReturnType<typeof sampleRequest>,
  then?: (window: OpenWindow) => Promise<void>,
) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const window = await stage.open({
      ...options,
      fake: createFakeMain({ asked: { ...noRequests, requests: [request] } }),
    });
    await window.fake.emit('app.show', { screen: 'request', detail: request.jti });
    await window.page.locator('#reason-title').waitFor();
    await then?.(window);
    return window;
  };

const enteringCode = (
  part: Partial<typeof noRequests>,
  code: string,
  then?: (window: OpenWindow) => Promise<void>,
) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const window = await stage.open({
      ...options,
      fake: createFakeMain({ asked: { ...noRequests, ...part } }),
    });
    await window.fake.emit('app.show', { screen: 'code', ...(code && { detail: code }) });
    await window.page.locator('form input').waitFor();
    await then?.(window);
    return window;
  };

const journal = (view: typeof sampleActivity) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const window = await stage.open({ ...options, fake: createFakeMain({ journal: view }) });
    await window.page.locator('main > div:last-child button').nth(1).click();
    await window.page.locator('nav').waitFor();
    await window.page
      .locator(view.count > 0 ? 'main ol' : 'main p')
      .first()
      .waitFor();
    return window;
  };

const standing = (device: (typeof noRequests)['device']) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    return stage.open({ ...options, fake: createFakeMain({ asked: { ...noRequests, device } }) });
  };

const onLocalData = (
  part: Partial<SnapshotStatus>,
  then?: (window: OpenWindow) => Promise<void>,
  hiding: Partial<Pick<FakeMain, 'hiding' | 'redactionListFaults'>> = {},
) =>
  async function open(stage: Stage, options: OpenOptions = {}) {
    const fake = Object.assign(createFakeMain(), hiding);
    fake.snapshots = { ...fake.snapshots, ...part };
    const window = await stage.open({ ...options, fake });
    await window.page.locator('main > div:last-child button').nth(-2).click();
    await window.page.locator('#redaction-list-title ~ form').waitFor();
    await then?.(window);
    return window;
  };

/** Every screen and every state that looks different, opened like a person would. */
export const screens: ScreenCase[] = [
  { name: 'home', open: (stage, options) => stage.open(options) },
  {
    name: 'home-newer',
    open(stage, options) {
      const fake = createFakeMain();
      fake.info = { ...fake.info, newer: '0.2.0' };
      return stage.open({ ...options, fake });
    },
  },
  {
    name: 'home-interrupted',
    open: (stage, options) =>
      stage.open({
        ...options,
        fake: createFakeMain({
          session: { ...emptySession, draft: said, interrupted: true },
          submissions: [
            sampleSubmission(),
            sampleSubmission({
              id: '6f1a2c3d-0003-4000-8000-000000000003',
              state: 'waiting',
              incident: null,
              unread: 0,
              summary:
                'Mail does not arrive, and the calendar shows last week’s meetings although it says that it is connected',
            }),
          ],
        }),
      }),
  },
  {
    name: 'home-policy-problem',
    open: (stage, options) => {
      const fake = createFakeMain({ session: review() });
      fake.info = {
        ...fake.info,
        recipient: null,
        policyProblem: {
          code: 'policy-invalid',
          message: {
            message:
              'The settings for this computer cannot be read. Please tell your IT department.',
          },
          detail: '/etc/candor/policy.json: desk.address must be https',
        },
      };
      return stage.open({ ...options, fake }).then(async (window) => {
        await window.page.locator('nav button').click();
        await window.page.locator('h1').waitFor();
        return window;
      });
    },
  },
  {
    name: 'home-no-organisation',
    open(stage, options) {
      const fake = createFakeMain();
      fake.info = { ...fake.info, recipient: null };
      return stage.open({ ...options, fake });
    },
  },
  { name: 'policy', open: onPolicy(samplePolicy) },
  {
    name: 'policy-all',
    open: onPolicy(samplePolicy, ({ page }) => page.locator('summary').click()),
  },
  {
    name: 'policy-last-good',
    open: onPolicy(samplePolicyKept, undefined, {
      code: 'policy-invalid',
      message: { message: 'The settings have a mistake. Candor goes on with those it had before.' },
      detail: 'retentionDays',
    }),
  },
  { name: 'policy-none', open: onPolicy(samplePolicyNone) },
  {
    name: 'proxy-login',
    async open(stage, options) {
      const fake = createFakeMain();
      fake.proxyQuestion = proxyQuestion;
      const window = await stage.open({ ...options, fake });
      await window.page.locator('dialog[open]').waitFor();
      return window;
    },
  },
  {
    name: 'proxy-login-again',
    async open(stage, options) {
      const window = await stage.open(options);
      await window.fake.emit('proxy.asked', { ...proxyQuestion, setBy: 'policy', again: true });
      await window.page.locator('dialog[open] button[type=submit]').click();
      await window.page.locator('dialog input[aria-invalid]').waitFor();
      return window;
    },
  },
  {
    name: 'describe',
    async open(stage, options) {
      const fake = createFakeMain({ session: { ...emptySession, draft: said } });
      const window = await stage.open({ ...options, fake });
      await window.fake.emit('app.show', { screen: 'describe' });
      await window.page.locator('textarea').waitFor();
      return window;
    },
  },
  {
    name: 'review-search',
    async open(stage, options) {
      const window = await stage.open({ ...options, fake: createFakeMain({ session: review() }) });
      await window.page.locator('search input').fill('queue');
      await window.page.locator('search button[type=submit]').click();
      await window.page.locator('section[aria-labelledby=search-title] ul').waitFor();
      return window;
    },
  },
  {
    name: 'review-hidden',
    async open(stage, options) {
      const window = await stage.open({ ...options, fake: createFakeMain({ session: review() }) });
      await window.page.locator('search button[type=button]').click();
      await window.page.locator('dialog li', { hasText: 'ip-3' }).locator('button').click();
      await window.page.getByText('10.20.0.12').waitFor();
      return window;
    },
  },
  {
    name: 'review-marked',
    async open(stage, options) {
      const window = await stage.open({ ...options, fake: createFakeMain({ session: review() }) });
      await window.page
        .locator('main li', { hasText: 'system-log/journal.txt' })
        .last()
        .locator('button')
        .first()
        .click();
      await window.page.locator('dialog section').waitFor();
      await window.page.getByText('host-1').first().dblclick();
      await window.page.locator('dialog bdi').waitFor();
      return window;
    },
  },
  {
    name: 'review-leak',
    async open(stage, options) {
      const fake = createFakeMain({ session: review() });
      const [first] = sampleItems;
      fake.handlers['review.consent'] = () =>
        raise(
          'leak-found',
          'Candor found something private in {item} that should have been replaced ({rule}). Nothing was sent. Hide it or leave the item out, then try again.',
          { values: { item: first?.id ?? '', rule: 'known-host' }, detail: 'known-host at 4096' },
        );
      const window = await stage.open({ ...options, fake });
      await window.page.locator('button[data-kind=primary]').first().click();
      await window.page.locator('dialog button[data-kind=primary]').click();
      await window.page.locator('[role=alert] button').first().waitFor();
      return window;
    },
  },
  {
    name: 'describe-long',
    async open(stage, options) {
      const draft = {
        ...said,
        happened: 'x'.repeat(8100),
        attachedText: 'a line of a log\n'.repeat(100),
      };
      const window = await stage.open({
        ...options,
        fake: createFakeMain({ session: { ...emptySession, draft } }),
      });
      await window.fake.emit('app.show', { screen: 'describe' });
      await window.page.locator('#attached-title ~ details summary').click();
      return window;
    },
  },
  {
    name: 'describe-presets',
    async open(stage, options) {
      const fake = createFakeMain({ session: { ...emptySession, draft: said } });
      const window = await stage.open({ ...options, fake });
      await window.fake.emit('app.show', { screen: 'describe' });
      await window.page.locator('summary').click();
      await window.page.locator('input[value=ward-round]').check({ force: true });
      return window;
    },
  },
  {
    name: 'describe-missing',
    async open(stage, options) {
      const problem = {
        code: 'collector-unavailable' as const,
        message: { message: 'Looking at this computer could not be started. Try again.' },
        detail: 'spawn EAGAIN',
      };
      const window = await stage.open({
        ...options,
        fake: createFakeMain({ session: { ...emptySession, problem } }),
      });
      await window.fake.emit('app.show', { screen: 'describe' });
      await window.page.locator('button[type=submit]').click();
      await window.page.locator('textarea[aria-invalid]').waitFor();
      return window;
    },
  },
  { name: 'progress', open: collecting },
  {
    name: 'progress-reading',
    async open(stage, options) {
      const window = await collecting(stage, options);
      await window.page.locator('main li button').nth(3).click();
      await window.page.locator('dialog section').waitFor();
      return window;
    },
  },
  { name: 'review', open: onReview({}) },
  {
    name: 'review-left-out',
    open: onReview(
      {
        items: sampleReview.items.map((item) => ({
          ...item,
          included: !['processes', 'system-log'].includes(item.collector),
        })),
      },
      async ({ page }) => {
        for (const summary of await page.locator('summary').all()) await summary.click();
      },
    ),
  },
  {
    name: 'review-no-organisation',
    open: onReview({
      recipient: null,
      sendProblem: {
        code: 'no-organisation',
        message: {
          message:
            'No organisation is set up on this computer. You can save the bundle to a file instead.',
        },
        detail: null,
      },
    }),
  },
  {
    name: 'review-full-disk',
    open: onReview({
      notSaved: { parts: 22, words: true, diskFull: true },
      sendProblem: {
        code: 'disk-full',
        message: {
          message:
            'The disk is full, so what you wrote could not be added. Free some space, then check again.',
        },
        detail: null,
      },
    }),
  },
  {
    name: 'review-not-all-saved',
    open: onReview({ notSaved: { parts: 3, words: false, diskFull: true } }),
  },
  {
    name: 'review-wrong-clock',
    open: onReview({
      clock: {
        here: '2083-01-01T09:00:00.000Z',
        desk: '2026-12-01T09:00:00.000Z',
        blocksSending: true,
      },
    }),
  },
  {
    name: 'review-requested',
    async open(stage, options) {
      const requests = [sampleRequest({ state: 'in-review' })];
      const requested = {
        purpose: 'The VPN of your ward is slow.\nDoes it happen at night too?',
        requestedBy: 'Grace Okafor',
      };
      const session = { ...review(), review: { ...review().review, ...requested } };
      const window = await stage.open({
        ...options,
        fake: createFakeMain({ session, asked: { ...noRequests, requests } }),
      });
      await window.page.locator('footer button').first().click();
      await window.page.locator('dialog[open]').waitFor();
      return window;
    },
  },
  {
    name: 'review-reading',
    open: onReview({}, async ({ page }) => {
      await page.locator('main li', { hasText: 'journal.txt' }).locator('button').last().click();
      await page.locator('dialog section').waitFor();
      await page.locator('dialog input[type=search]').fill('timed out');
      await page.locator('dialog mark[data-now]').waitFor();
    }),
  },
  {
    name: 'describe-picture',
    open: onPicture([samplePicture], async ({ page }) => {
      const add = page.locator('main section section + div button').first();
      await add.click();
      await add.click();
      await page.locator('main g').first().focus();
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'Shift+ArrowDown'])
        await page.keyboard.press(key);
    }),
  },
  { name: 'describe-picture-screens', open: onPicture(sampleScreens) },
  {
    name: 'describe-picture-failed',
    async open(stage, options) {
      const fake = createFakeMain({ session: { ...emptySession, draft: said } });
      fake.handlers['picture.take'] = () =>
        raise('picture-unavailable', 'No picture could be taken.', { detail: '0 sources' });
      const window = await stage.open({ ...options, fake });
      await fake.emit('app.show', { screen: 'describe' });
      await window.page.locator('main section > div > button').first().click();
      await window.page.locator('main section [role=alert]').waitFor();
      return window;
    },
  },
  {
    name: 'review-picture',
    open: onReview({ items: [...sampleReview.items, samplePictureItem] }, async ({ page }) => {
      await page.locator('li img').waitFor();
    }),
  },
  {
    name: 'review-picture-open',
    open: onReview({ items: [...sampleReview.items, samplePictureItem] }, async ({ page }) => {
      await page.locator('li button:has(img)').click();
      await page.locator('dialog img').waitFor();
    }),
  },
  {
    name: 'review-consent',
    open: onReview({}, async ({ page }) => {
      await page.locator('footer button').first().click();
      await page.locator('dialog[open]').waitFor();
    }),
  },
  {
    name: 'review-consent-changed-organisation',
    open: onReview(
      {
        former: {
          recipient: {
            fingerprint: 'A'.repeat(43),
            organisation: 'Old Mill Hospital',
            desk: 'https://help.old-mill.example',
          },
          changedAt: '2026-11-12T09:00:00.000Z',
        },
        sealedTo: [
          'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudeqnsms4d5ctq',
          'age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg',
        ],
      },
      async ({ page }) => {
        await page.locator('footer button').first().click();
        await page.locator('dialog[open]').waitFor();
      },
    ),
  },
  {
    name: 'review-mismatch',
    open: onReview({}, async ({ page, fake }) => {
      fake.handlers['review.consent'] = () =>
        raise('consent-mismatch', 'What would be sent has changed.', { detail: 'hash' });
      await page.locator('footer button').first().click();
      await page.locator('dialog footer button, dialog button').last().click();
      await page.locator('[role=alert]').waitFor();
    }),
  },
  {
    name: 'review-discard',
    open: onReview({}, async ({ page }) => {
      await page.locator('footer button').last().click();
      await page.locator('dialog[open]').waitFor();
    }),
  },
  {
    name: 'review-save',
    open: onReview({}, async ({ page }) => {
      await page.locator('footer button').nth(1).click();
      await page.locator('dialog input[value=passphrase]').check({ force: true });
      await page.locator('dialog input[type=text]').fill('short');
      await page.locator('dialog button').last().click();
      await page.locator('dialog [role=alert]').waitFor();
    }),
  },
  {
    name: 'saved',
    open: onReview({}, async ({ page }) => {
      await page.locator('footer button').nth(1).click();
      await page.locator('dialog button').last().click();
      await page.locator('h1 + p, code').first().waitFor();
      await page.locator('code', { hasText: 'candor-2026-11-23.zip' }).waitFor();
    }),
  },
  {
    name: 'sealing',
    async open(stage, options) {
      const sealing = {
        phase: 'sealing' as const,
        review: review().review,
        doneBytes: 310_000,
        totalBytes: 812_000,
      };
      return await stage.open({ ...options, fake: createFakeMain({ session: sealing }) });
    },
  },
  {
    name: 'follow-uploading',
    open: following({ state: 'uploading', sentBytes: 340_000, incident: null, unread: 0 }),
  },
  {
    name: 'follow-paused',
    open: following({ state: 'paused', sentBytes: 340_000, incident: null, unread: 0 }),
  },
  {
    name: 'follow-waiting',
    open: following({
      state: 'waiting',
      sentBytes: 340_000,
      incident: null,
      unread: 0,
      nextTryAt: '2026-11-23T09:15:00.000Z',
      problem: {
        code: 'desk-unreachable',
        message: { message: 'The help desk cannot be reached right now. Nothing is lost.' },
        detail: 'connect ECONNREFUSED help.meridian.example:443',
      },
    }),
  },
  {
    name: 'follow-refused',
    open: following({
      state: 'refused',
      incident: null,
      unread: 0,
      sendAgain: true,
      problem: {
        code: 'content-changed',
        message: { message: 'The bundle changed on its way to the desk. Please send it again.' },
        detail: 'sha256 differs',
      },
    }),
  },
  {
    name: 'follow-canceled',
    open: following({ state: 'canceled', sentBytes: 340_000, incident: null, unread: 0 }),
  },
  { name: 'follow-sent', open: following({}) },
  {
    name: 'follow-answered',
    open: following({
      incident: {
        number: 'INC-000042',
        status: 'pending-user',
        timeline: [
          { kind: 'received', id: 't1', at: '2026-11-20T14:13:00.000Z' },
          {
            ...{
              kind: 'message',
              id: 't2',
              at: '2026-11-20T14:52:00.000Z',
              from: 'engineer',
              name: 'Grace Okafor',
            },
            text: 'Your disk is nearly full. Could you empty the trash and try once more?',
          },
          {
            kind: 'status',
            id: 't3',
            at: '2026-11-20T14:52:10.000Z',
            status: 'pending-user',
            engineer: 'Grace Okafor',
          },
        ],
      },
    }),
  },
  {
    name: 'follow-replies',
    open: following({
      replies: [
        {
          id: '6f1a2c3d-0011-4000-8000-000000000011',
          text: 'The trash is empty now.',
          writtenAt: '2026-11-20T16:00:00.000Z',
          state: 'waiting',
          problem: {
            code: 'desk-unreachable',
            message: {
              message:
                'The support desk cannot be reached right now. Nothing is lost. Candor will try again.',
            },
            detail: 'connect ECONNREFUSED help.meridian.example:443',
          },
          nextTryAt: '2026-11-20T16:05:00.000Z',
        },
        {
          id: '6f1a2c3d-0012-4000-8000-000000000012',
          text: 'And it prints again!',
          writtenAt: '2026-11-20T16:01:00.000Z',
          state: 'refused',
          problem: {
            code: 'conflict',
            message: { message: 'This incident is closed.' },
            detail: null,
          },
          nextTryAt: null,
        },
      ],
    }),
  },
  {
    name: 'follow-reply-hidden',
    open: following({}, async ({ page }) => {
      await page
        .locator('main form textarea')
        .fill('My number is +49 170 1234567, password: hunter2');
      await page.locator('main form ul').waitFor();
    }),
  },
  {
    name: 'follow-sent-items',
    open: following({}, async ({ page }) => {
      await page.locator('#sent-title ~ div button').first().click();
      await page.locator('#sent-title ~ div ul').waitFor();
    }),
  },
  {
    name: 'follow-cancel',
    open: following(
      { state: 'uploading', sentBytes: 340_000, incident: null, unread: 0 },
      async ({ page }) => {
        await page
          .locator('main button', { has: page.locator(':scope:not(:has(svg))') })
          .first()
          .click();
        await page.locator('dialog[open]').waitFor();
      },
    ),
  },
  {
    name: 'follow-receipt',
    open: following({}, async ({ page }) => {
      await page.locator('#agreed-title + div button').click();
      await page.locator('dialog[open]').waitFor();
    }),
  },
  {
    name: 'history',
    async open(stage, options) {
      const submissions = [
        sampleSubmission(),
        sampleSubmission({
          id: '6f1a2c3d-0003-4000-8000-000000000003',
          state: 'uploading',
          sentBytes: 4,
          incident: null,
          unread: 0,
          summary: 'Mail does not arrive',
        }),
        sampleSubmission({
          id: '6f1a2c3d-0004-4000-8000-000000000004',
          state: 'refused',
          incident: null,
          unread: 0,
          summary: '',
        }),
      ];
      const window = await stage.open({ ...options, fake: createFakeMain({ submissions }) });
      await window.fake.emit('app.show', { screen: 'history' });
      await window.page.locator('nav').waitFor();
      return window;
    },
  },
  { name: 'local-data', open: onLocalData({}) },
  { name: 'local-data-none-yet', open: onLocalData({ count: 0, last: null }) },
  {
    name: 'local-data-switched-off',
    open: onLocalData({}, async ({ page }) => {
      await page.locator('input[role=switch]').click();
      await page.locator('dl').waitFor({ state: 'detached' });
    }),
  },
  {
    name: 'local-data-words-saved',
    open: onLocalData(
      {},
      async ({ page }) => {
        await page.locator('summary').click();
        await page.locator('details textarea').fill('\\bNW-\\d{6}\\b');
        await page.locator('button[type=submit]').click();
        await page.locator('form [role=status]:not(:empty)').waitFor();
      },
      {
        hiding: {
          words: ['Project Heron', 'Lindqvist'],
          patterns: [],
          readable: true,
          byOrganisation: 3,
        },
      },
    ),
  },
  {
    name: 'local-data-words-faults',
    open: onLocalData(
      {},
      async ({ page }) => {
        await page.locator('form textarea').first().fill('Project Heron\nab');
        await page.locator('button[type=submit]').click();
        await page.locator('details [role=alert]').waitFor();
      },
      {
        redactionListFaults: [
          { list: 'words', line: 2, problem: { message: 'This is too short.' } },
          {
            list: 'patterns',
            line: 1,
            problem: {
              message: 'This is not a regular expression: {why}.',
              values: { why: '/(/u' },
            },
          },
          { list: 'patterns', line: 3, problem: { message: 'The pattern matches an empty text.' } },
        ],
      },
    ),
  },
  {
    name: 'local-data-words-unreadable',
    open: onLocalData({}, async () => {}, {
      hiding: { words: [], patterns: [], readable: false, byOrganisation: 0 },
    }),
  },
  {
    name: 'local-data-managed',
    open: onLocalData({ on: false, managed: true, count: 0, last: null }),
  },
  {
    name: 'history-empty',
    async open(stage, options) {
      const window = await stage.open(options);
      await window.fake.emit('app.show', { screen: 'history' });
      await window.page.locator('nav').waitFor();
      return window;
    },
  },
  {
    name: 'home-asked',
    async open(stage, options) {
      const requests = [
        sampleRequest({ state: 'waiting' }),
        { ...sampleReveal(), jti: '7a1a2c3d-0002-4000-8000-000000000002' },
      ];
      const device = { standing: 'verified' as const, problem: null, listening: true };
      return stage.open({
        ...options,
        fake: createFakeMain({ asked: { ...noRequests, requests, device } }),
      });
    },
  },
  {
    name: 'home-revoked',
    open: standing({
      standing: 'revoked',
      problem: {
        code: 'device-revoked',
        message: { message: 'This device was revoked.' },
        detail: 'HTTP 403',
      },
      listening: false,
    }),
  },
  {
    name: 'home-enrolment-refused',
    open: standing({
      standing: 'unverified',
      problem: {
        code: 'enrolment-invalid',
        message: {
          message:
            'The enrolment token of this computer is spent. Please ask your IT department for a new one.',
        },
        detail: null,
      },
      listening: true,
    }),
  },
  { name: 'request', open: asking(sampleRequest()) },
  {
    name: 'request-taken-out',
    open: asking(sampleRequest(), async ({ page }) => {
      for (const input of await page.locator('main input[role=switch]').all()) await input.click();
      await page.locator('#answer-reason').waitFor();
    }),
  },
  { name: 'request-unknown', open: asking(sampleRequest({ collectors: [] })) },
  { name: 'request-underway', open: asking(sampleRequest({ state: 'in-review' })) },
  {
    name: 'request-decline',
    open: asking(sampleRequest(), async ({ page }) => {
      await page.locator('footer button').nth(1).click();
      await page.locator('dialog[open]').waitFor();
    }),
  },
  {
    name: 'request-wrong',
    open: asking(sampleRequest(), async ({ page }) => {
      await page.locator('footer button').nth(2).click();
      await page.locator('dialog[open]').waitFor();
    }),
  },
  {
    name: 'request-collecting',
    open: asking(sampleRequest(), async ({ page }) => {
      await page.locator('footer button').first().click();
      await page.locator('progress').waitFor();
      await page.locator('aside').waitFor();
    }),
  },
  {
    name: 'request-ended',
    async open(stage, options) {
      const { jti } = sampleRequest();
      const ended = [{ jti, engineer: 'Grace Okafor', how: 'withdrawn' as const }];
      const window = await stage.open({
        ...options,
        fake: createFakeMain({ asked: { ...noRequests, ended } }),
      });
      await window.fake.emit('app.show', { screen: 'request', detail: jti });
      await window.page.locator('nav').waitFor();
      return window;
    },
  },
  { name: 'request-by-phone', open: asking(byPhone()) },
  { name: 'reveal', open: asking(sampleReveal()) },
  { name: 'reveal-unknown', open: asking(sampleReveal(null)) },
  { name: 'code', open: enteringCode({}, '') },
  { name: 'code-from-a-link', open: enteringCode({}, 'ACDE3467') },
  {
    name: 'code-wrong',
    open: enteringCode(
      { codesLockedUntil: '2026-11-23T09:15:00.000Z' },
      'ACDE3467',
      async ({ page }) => {
        await page.locator('button[type=submit]').click();
        await page.locator('form [role=alert]').waitFor();
      },
    ),
  },
  { name: 'journal', open: journal(sampleActivity) },
  {
    name: 'journal-tampered',
    open: journal({ ...sampleActivity, fault: { number: 2, why: 'changed' } }),
  },
  { name: 'journal-empty', open: journal({ entries: [], count: 0, fault: null }) },
  {
    name: 'request-deletion',
    open: following({}, async ({ page }) => {
      await page.locator('#agreed-title ~ div button').last().click();
      await page.locator('dialog[open]').waitFor();
    }),
  },
  {
    name: 'deletion-requested',
    open: following({
      deletion: {
        state: 'requested',
        at: '2026-11-23T12:00:00.000Z',
        problem: {
          code: 'desk-unreachable',
          message: { message: 'The support desk cannot be reached right now.' },
          detail: 'ECONNREFUSED',
        },
      },
    }),
  },
  {
    name: 'deletion-done',
    open: following({
      deletion: {
        state: 'done',
        at: '2026-11-23T12:00:00.000Z',
        deletedAt: '2026-11-23T12:00:04.000Z',
        confirmation: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      },
    }),
  },
];
