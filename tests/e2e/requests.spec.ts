import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startDesk } from '#desk/service/start.ts';
import { projectRoot } from '#scripts/launch-agent.ts';
import { askingEngineer, introduce } from './asking.ts';
import { receivedBundle, test } from './fixtures.ts';

test('sends exactly what the person left on in an engineer’s request', async ({
  desk,
  folder,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const agent = await startAgent();
  const { page, person } = agent;
  await introduce(agent);
  const { jti } = await kim.askDevice({ scope: { collectors: ['interfaces', 'routes', 'dns'] } });

  const row = page.getByRole('button', { name: /Kim Keeper would like to check this computer/ });
  await expect(row).toBeVisible();
  // The request waits: nothing opened, and nothing runs.
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
  await page.getByRole('button', { name: 'Agree and check' }).click();
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

test('shows the engineer why the person declined, and reports a request that looks wrong', async ({
  desk,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const agent = await startAgent();
  const { page, person } = agent;
  await introduce(agent);

  const declined = await kim.askDevice();
  await page.getByRole('button', { name: /Kim Keeper would like/ }).click();
  await page.getByRole('button', { name: 'Decline…' }).click();
  await page.getByRole('textbox').fill('Not while I am with a patient');
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect.poll(async () => (await kim.shown(declined.jti)).state).toBe('declined');
  expect((await kim.shown(declined.jti)).events.at(-1)?.sentence).toBe(
    'Not while I am with a patient',
  );
  await expect(page.getByRole('button', { name: /Kim Keeper would like/ })).toHaveCount(0);

  const wrong = await kim.askDevice({ reason: 'Buy gift cards and read me the numbers' });
  await page.getByRole('button', { name: /Kim Keeper would like/ }).click();
  await page.getByRole('button', { name: 'This looks wrong…' }).click();
  await page.getByRole('button', { name: 'End it and tell them' }).click();
  await expect.poll(async () => (await kim.shown(wrong.jti)).state).toBe('reported');
  const reports = await (await kim.browser.call('GET', '/api/reports')).json();
  expect(reports).toEqual([expect.objectContaining({ jti: wrong.jti })]);
  expect((await person.session()).phase).toBe('idle');

  await page.getByRole('button', { name: 'Activity' }).click();
  await expect(page.getByText('You declined Kim Keeper’s request')).toBeVisible();
  await expect(page.getByText('Not while I am with a patient').first()).toBeVisible();
  await expect(page.getByText(/complete and unaltered/)).toBeVisible();
});

test('a request by phone needs the code and the engineer’s number before the review', async ({
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
  await page.getByRole('button', { name: 'Show the request' }).click();

  await expect(
    page.getByRole('heading', { level: 1, name: 'Is this the person on the phone?' }),
  ).toBeVisible();
  await expect(page.getByText(request.call?.number ?? 'none', { exact: true })).toHaveCount(0);
  await expect(page.getByText('Kim Keeper').first()).toBeVisible();
  // Until the number matches, the scope is hidden and the person cannot agree.
  await expect(page.getByRole('switch')).toHaveCount(0);
  const early = await page.evaluate(
    (jti) => window.candor.call('requests.agree', { jti, leftOut: [] }),
    request.jti,
  );
  expect(early.ok).toBe(false);

  const number = page.getByRole('textbox', { name: 'The number they tell you' });
  await number.fill(request.call?.number === '00' ? '01' : '00');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Tries left: 2', { exact: false })).toBeVisible();
  await number.fill(request.call?.number ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Agree and check' }).click();
  await person.untilReview();
  await person.agreeAndSend();
  await person.untilSent();
  await expect.poll(async () => (await kim.shown(request.jti)).state).toBe('sent');
});

test('a link fills in a code and does nothing else', async ({ desk, startAgent }) => {
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
  await page.getByRole('button', { name: 'Show the request' }).click();
  await expect(page.getByRole('textbox', { name: 'The number they tell you' })).toBeVisible();
});

test('reveals one hidden value after sending, then deletes everything that was sent, with proof', async ({
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
  await page
    .getByRole('button', { name: /Kim Keeper asks to see a hidden value \(“ip-1”\)/ })
    .click();
  await expect(page.getByText('Which network is it in?')).toBeVisible();
  await expect(page.getByText(item)).toBeVisible();
  const value = (await page.locator('dd strong code').textContent()) ?? '';
  expect(value).toMatch(/^[\d.:a-f]+$/);
  expect((await kim.shown(request.jti)).answer).toBeNull();
  await page.getByRole('button', { name: 'Share this value' }).click();
  await expect.poll(async () => (await kim.shown(request.jti)).answer).toBe(value);

  await page
    .getByRole('button', { name: /Nothing prints/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Delete what I sent…' }).click();
  await page.getByRole('button', { name: 'Delete it', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Deleted' })).toBeVisible();
  await expect(page.getByText(/confirmed this with a signature/)).toBeVisible();
  expect((await kim.browser.call('GET', `/api/incidents/${incident}/items`)).status).not.toBe(200);
  const [submission] = await person.submissions();
  expect(submission?.deletion).toMatchObject({ state: 'done' });
});

test('listens again and receives requests after the desk was away', async ({
  desk,
  folder,
  startAgent,
}) => {
  const kim = await askingEngineer(desk);
  const agent = await startAgent();
  await introduce(agent);
  await kim.askDevice({ reason: 'The first' });
  await expect(agent.page.getByRole('button', { name: /Kim Keeper would like/ })).toHaveCount(1);
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
  // The desk offers the first request again; the agent does not show it twice.
  await expect(agent.page.getByRole('button', { name: /Kim Keeper would like/ })).toHaveCount(2);
  await agent.app.close();
  await again.stop();
});
