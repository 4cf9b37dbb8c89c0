import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startDesk } from '#desk/service/start.ts';
import { projectRoot } from '#scripts/launch-agent.ts';
import { askingEngineer, introduce } from './asking.ts';
import { receivedBundle, test } from './fixtures.ts';

test('an engineer asks, the person takes something out and agrees, and the desk gets exactly the rest', async ({
  desk,
  folder,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const agent = await startAgent();
  const { page, person } = agent;
  await introduce(agent);
  const { jti } = await kim.askDevice({ scope: { collectors: ['interfaces', 'routes', 'dns'] } });

  const row = page.getByRole('button', { name: /Kim Keeper asks for a look at this computer/ });
  await expect(row).toBeVisible();
  // It waits: nothing has opened, and nothing runs.
  await expect(page.getByRole('button', { name: 'Get help' })).toBeVisible();
  expect((await person.session()).phase).toBe('idle');
  await expect.poll(() => kim.states(jti)).toEqual(['created', 'delivered']);

  await row.click();
  await expect(page.getByText('The VPN of your ward is slow')).toBeVisible();
  await expect(page.getByText('Northwind Support').first()).toBeVisible();
  await expect(page.getByText(/Nobody from Northwind Support will ever ask/)).toBeVisible();
  await expect.poll(() => kim.states(jti)).toEqual(['created', 'delivered', 'seen']);
  expect((await person.session()).phase).toBe('idle');

  await expect(page.getByRole('switch')).toHaveCount(3);
  await page.getByRole('switch').nth(1).click();
  await page.getByRole('button', { name: 'Agree and look' }).click();
  await person.untilReview();
  await expect(page.getByRole('complementary', { name: 'Who asked for this' })).toContainText(
    'Kim Keeper',
  );
  await person.agreeAndSend();
  const number = await person.untilSent();

  await expect.poll(async () => (await kim.shown(jti)).state).toBe('sent');
  const after = await kim.shown(jti);
  expect(after.result).toBe(number);
  expect(after.events.map(({ state }) => state)).toEqual([
    'created',
    'delivered',
    'seen',
    'collecting',
    'in-review',
    'sent',
  ]);
  const bundle = await receivedBundle(`${folder}/desk`);
  const collectors = new Set(bundle.manifest.collectors.map(({ id }) => id));
  expect(collectors.size).toBe(2);
  for (const id of collectors) expect(['interfaces', 'routes', 'dns']).toContain(id);
  await bundle.close();
});

test('the person declines with a sentence, and the engineer reads it; another is reported as wrong', async ({
  desk,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const agent = await startAgent();
  const { page, person } = agent;
  await introduce(agent);

  const declined = await kim.askDevice();
  await page.getByRole('button', { name: /Kim Keeper asks/ }).click();
  await page.getByRole('button', { name: 'Decline…' }).click();
  await page.getByRole('textbox').fill('Not while I am with a patient');
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect.poll(async () => (await kim.shown(declined.jti)).state).toBe('declined');
  expect((await kim.shown(declined.jti)).events.at(-1)?.sentence).toBe(
    'Not while I am with a patient',
  );
  await expect(page.getByRole('button', { name: /Kim Keeper asks/ })).toHaveCount(0);

  const wrong = await kim.askDevice({ reason: 'Buy gift cards and read me the numbers' });
  await page.getByRole('button', { name: /Kim Keeper asks/ }).click();
  await page.getByRole('button', { name: 'This looks wrong…' }).click();
  await page.getByRole('button', { name: 'End it and tell them' }).click();
  await expect.poll(async () => (await kim.shown(wrong.jti)).state).toBe('reported');
  const reports = await (await kim.browser.call('GET', '/api/reports')).json();
  expect(reports).toEqual([expect.objectContaining({ jti: wrong.jti })]);
  expect((await person.session()).phase).toBe('idle');

  await page.getByRole('button', { name: 'Who asked, and what you answered' }).click();
  await expect(page.getByText('You declined what Kim Keeper asked')).toBeVisible();
  await expect(page.getByText('Not while I am with a patient').first()).toBeVisible();
  await expect(page.getByText(/Nothing was changed or taken out/)).toBeVisible();
});

test('by phone: a code, the number that the engineer reads out, then the same review', async ({
  desk,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const { page, person } = await startAgent();
  const { request, code } = await kim.ask({
    ...{
      kind: 'phone',
      scope: { collectors: ['routes'] },
      reason: 'As we said on the phone',
      incident: null,
    },
  });
  await page.getByRole('button', { name: 'I have a code' }).click();
  await page
    .getByRole('textbox', { name: 'The code' })
    .fill(`${code?.slice(0, 4).toLowerCase()} - ${code?.slice(4)}`);
  await page.getByRole('button', { name: 'Show me who asks' }).click();

  await expect(
    page.getByRole('heading', { level: 1, name: 'Is this who you are speaking with?' }),
  ).toBeVisible();
  await expect(page.getByText(request.call?.number ?? 'none', { exact: true })).toHaveCount(0);
  await expect(page.getByText('Kim Keeper').first()).toBeVisible();
  // What is asked for is not shown, and cannot be agreed to, before the number matched.
  await expect(page.getByRole('switch')).toHaveCount(0);
  const early = await page.evaluate(
    (jti) => window.candor.call('requests.agree', { jti, leftOut: [] }),
    request.jti,
  );
  expect(early.ok).toBe(false);

  const number = page.getByRole('textbox', { name: 'The number that you hear' });
  await number.fill(request.call?.number === '00' ? '01' : '00');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('Tries left: 2', { exact: false })).toBeVisible();
  await number.fill(request.call?.number ?? '');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Agree and look' }).click();
  await person.untilReview();
  await person.agreeAndSend();
  await person.untilSent();
  await expect.poll(async () => (await kim.shown(request.jti)).state).toBe('sent');
});

test('a link fills in a code, and does nothing else', async ({ desk, startAgent }) => {
  const kim = await askingEngineer(desk);
  const { request, code } = await kim.ask({
    ...{
      kind: 'phone',
      scope: { preset: 'quick' },
      reason: 'As we said on the phone',
      incident: null,
    },
  });
  const { page } = await startAgent({ words: [`candor://help?code=${code}`] });
  await expect(page.getByRole('textbox', { name: 'The code' })).toHaveValue(code ?? '');
  expect((await kim.shown(request.jti)).device).toBeNull();
  await page.getByRole('button', { name: 'Show me who asks' }).click();
  await expect(page.getByRole('textbox', { name: 'The number that you hear' })).toBeVisible();
});

test('after sending: one value is revealed, and then all of it is taken back, with proof', async ({
  desk,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const { page, person } = await startAgent();
  await person.describe('Nothing prints');
  await person.look();
  await person.untilReview();
  const session = await person.session();
  if (session.phase !== 'review') throw new Error(session.phase);
  await person.agreeAndSend();
  const incident = await person.untilSent();

  const item = 'interfaces/interfaces.json';
  const { request } = await kim.ask({
    kind: 'reveal',
    incident,
    item,
    pseudonym: 'ip-1',
    reason: 'Which network is it in?',
  });
  await page.getByRole('button', { name: 'Home' }).first().click();
  await page.getByRole('button', { name: /Kim Keeper asks what “ip-1” stands for/ }).click();
  await expect(page.getByText('Which network is it in?')).toBeVisible();
  await expect(page.getByText(item)).toBeVisible();
  const value = (await page.locator('dd strong code').textContent()) ?? '';
  expect(value).toMatch(/^[\d.:a-f]+$/);
  expect((await kim.shown(request.jti)).answer).toBeNull();
  await page.getByRole('button', { name: 'Tell them this value' }).click();
  await expect.poll(async () => (await kim.shown(request.jti)).answer).toBe(value);

  await page
    .getByRole('button', { name: /Nothing prints/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Take it back…' }).click();
  await page.getByRole('button', { name: 'Take it back', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Taken back' })).toBeVisible();
  await expect(page.getByText(/signed that it did/)).toBeVisible();
  expect((await kim.browser.call('GET', `/api/incidents/${incident}/items`)).status).not.toBe(200);
  const [submission] = await person.submissions();
  expect(submission?.deletion).toMatchObject({ state: 'done' });
});

test('the desk goes away and comes back: the agent listens again by itself, and is asked', async ({
  desk,
  folder,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const agent = await startAgent();
  await introduce(agent);
  await kim.askDevice({ reason: 'The first' });
  await expect(agent.page.getByRole('button', { name: /Kim Keeper asks/ })).toHaveCount(1);
  await desk.stop();
  const again = await startDesk({
    ...{
      dataFolder: join(folder, 'desk'),
      consoleFolder: join(projectRoot, 'out/console'),
      host: '127.0.0.1',
    },
    ...{ port: Number(new URL(desk.address).port), organisation: 'Northwind Support' },
  });
  await kim.askDevice({ reason: 'The second' });
  // The first one is offered again, and is not asked again.
  await expect(agent.page.getByRole('button', { name: /Kim Keeper asks/ })).toHaveCount(2);
  await agent.app.close();
  await again.stop();
});
