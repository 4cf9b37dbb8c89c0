import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { callAs } from '#tests/contract/desk/device.ts';
import { ask, report, reveal, verified } from '#tests/contract/desk/requests.ts';
import { axeFaults, consoleBrowser } from './browser.ts';
import { type RealVisit, received, visitRealDesk } from './real-desk.ts';

const console = consoleBrowser();

test('a requested bundle and the incident it was requested from link to each other', {
  timeout: 90_000,
}, async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, desk, device, administrator } = visit;
  const first = await received(visit);
  const { jti } = await ask(administrator, device, {
    incident: first.number,
    reason: 'To see the network while the VPN drops',
  });
  const second = await received(visit, { withoutWords: true });
  await report(device, desk, jti, { state: 'sent', submission: second.submission });

  const row = page.getByRole('row', { name: new RegExp(second.number) });
  await row.getByText('To see the network while the VPN drops').waitFor();
  await row.getByText('Ada Lovelace').waitFor();
  expect(await row.getByText('Needs reply').count()).toBe(0);

  await page.getByRole('link', { name: first.number }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'A requested bundle arrived as' })
    .getByRole('link', { name: second.number })
    .click();
  await page.getByRole('heading', { name: 'Why this bundle was requested' }).waitFor();
  await page.getByRole('link', { name: 'Requested by Ada Lovelace' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('main').getByRole('link', { name: first.number }).first().click();
  await page.getByRole('heading', { name: new RegExp(`^${first.number}`) }).waitFor();
});

const items = {
  'routes/routes.json': JSON.stringify({ gateway: 'ip-3', neighbours: ['ip-31', 'via ip-3'] }),
  'logs/system.log': 'gateway ip-3 answers\nip-31 does not\n',
};

async function withRevealedValue(visit: RealVisit): Promise<string> {
  const { desk, device, administrator } = visit;
  const { number } = await received(visit, { extra: items });
  const { jti } = await ask(administrator, device, {
    ...{
      kind: 'reveal',
      incident: number,
      item: 'routes/routes.json',
      pseudonym: 'ip-3',
      reason: 'Which network is it?',
    },
    ...{ device: undefined, scope: undefined, minutes: undefined },
  });
  const { requests } = (await (
    await callAs(device, desk, 'GET', deviceRoutes.requests)
  ).json()) as { requests: string[] };
  const claims = await verified(desk, requests[0] ?? '');
  if (claims.kind !== 'reveal' || claims.jti !== jti)
    throw new Error('the device was asked for something else');
  expect((await reveal(device, desk, claims, '10.20.0.7')).status).toBe(200);
  return number;
}

test('a revealed value is shown in the incident and next to its pseudonym in each item', async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, desk } = visit;
  const number = await withRevealedValue(visit);
  await page.getByRole('link', { name: number }).click();
  await page.getByText('10.20.0.7').waitFor();

  await page.getByRole('link', { name: 'routes/routes.json', exact: true }).click();
  const gateway = page.getByRole('treeitem').filter({ hasText: 'gateway' });
  await gateway.getByText('ip-3 is 10.20.0.7').waitFor();
  expect(await page.getByRole('treeitem').getByText('ip-3 is 10.20.0.7').count()).toBe(2);
  await page.getByText('Text', { exact: true }).click();
  await page.getByTitle('The person revealed this value: 10.20.0.7').first().waitFor();

  await page.goto(`${desk.address}/incidents/${number}/items/logs/system.log`);
  const marks = page.getByTitle('The person revealed this value: 10.20.0.7');
  await expect.poll(() => marks.allTextContents()).toEqual(['ip-3']);
  expect(await axeFaults(page)).toEqual([]);
});

test('a code whose request was declined later is not shown with a tick', async () => {
  await using visit = await visitRealDesk(console, '/requests');
  const { page, desk, device } = visit;
  await page.getByLabel('Reason').fill('As we said on the phone');
  await page.getByRole('button', { name: 'Create code' }).click();
  const code = (
    await page.getByRole('img', { name: /^The code, character by character/ }).textContent()
  )?.replace('-', '');
  const body = { code, nonce: randomUUID() };
  expect((await callAs(device, desk, 'POST', deviceRoutes.codes, { body })).status).toBe(200);
  const notice = page.getByRole('status').filter({ hasText: 'Entered at' });
  await notice.getByText('Delivered').waitFor();
  const tick = await notice.locator('svg').first().innerHTML();
  const { requests } = (await (
    await callAs(device, desk, 'GET', deviceRoutes.requests)
  ).json()) as { requests: string[] };
  const { jti } = await verified(desk, requests[0] ?? '');
  await report(device, desk, jti, { state: 'declined', sentence: null });
  await notice.getByText('Declined').waitFor();
  expect(await notice.locator('svg').first().innerHTML()).not.toBe(tick);
});
