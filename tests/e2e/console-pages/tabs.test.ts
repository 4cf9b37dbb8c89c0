import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { colleague } from '#tests/contract/desk/people.ts';
import { consoleBrowser } from './browser.ts';
import { receivedIncident, visitRealDesk } from './real-desk.ts';

const console = consoleBrowser();

async function openTabs(first: Page, count: number, address: string): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let opened = 0; opened < count; opened += 1) {
    const tab = await first.context().newPage();
    await tab.goto(address);
    await tab.getByText('Live', { exact: true }).waitFor();
    tabs.push(tab);
  }
  return tabs;
}

// A browser opens six connections to a host over HTTP/1.1, and a stream holds one for as long as it is open.
test('eight tabs in one browser all load, receive changes and can send an answer', {
  timeout: 120_000,
}, async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const number = await receivedIncident(visit);
  const tabs = await openTabs(visit.page, 7, `${visit.desk.address}/incidents/${number}`);
  await visit.page.getByRole('link', { name: number }).click();
  for (const [index, tab] of [visit.page, ...tabs].entries()) {
    const words = `Answer from tab ${index + 1}`;
    await tab.getByLabel('Message to the person').fill(words);
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    for (const each of [visit.page, ...tabs])
      await each.getByRole('listitem').filter({ hasText: words }).waitFor();
  }
});

test('another tab takes over when the tab with the event stream closes', async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  await visit.page.getByText('Live', { exact: true }).waitFor();
  const [second, third] = await openTabs(visit.page, 2, `${visit.desk.address}/incidents`);
  if (!second || !third) throw new Error('two tabs were opened');
  await visit.page.close();
  const number = await receivedIncident(visit);
  await second.getByRole('link', { name: number }).waitFor();
  await third.getByRole('link', { name: number }).waitFor();
  await expect.poll(() => third.getByText('Live', { exact: true }).count()).toBe(1);
});

test('shows a colleague’s answer before sending mine and keeps my draft', async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, desk, administrator } = visit;
  const number = await receivedIncident(visit);
  const grace = await colleague(desk, administrator, 'engineer', 'Grace Hopper');
  await page.getByRole('link', { name: number }).click();
  const box = page.getByLabel('Message to the person');
  await box.fill('Please empty the trash.');
  await grace.call('POST', `/api/incidents/${number}/messages`, { text: 'Please restart it.' });
  await page.getByText(/^Grace Hopper answered now, after you opened this page/).waitFor();
  expect(await box.inputValue()).toBe('Please empty the trash.');
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await page.getByRole('listitem').filter({ hasText: 'Please empty the trash.' }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
});
