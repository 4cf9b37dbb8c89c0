import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser } from './browser.ts';
import { incidentOf, items } from './incidents.ts';

const { openSignedIn } = consoleBrowser();
const incident = '/incidents/INC-000004';
const incidents = [incidentOf(4)];

describe('evidence', () => {
  test('opens a JSON item at the evidence', async () => {
    const { page } = await openSignedIn(incident, { incidents });
    await page
      .getByRole('link', { name: 'disks/filesystems.json /filesystems/0/availableBytes' })
      .click();
    await page
      .getByRole('treeitem', { selected: true, name: /^availableBytes.*1200000000/ })
      .waitFor();
    expect(new URL(page.url()).hash).toBe('#/filesystems/0/availableBytes');
    await page.goBack();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
  });

  test('opens a text item at the line of the evidence', async () => {
    const { page } = await openSignedIn(incident, { incidents });
    await page.getByRole('link', { name: 'system-log/system.log line 1500' }).click();
    await page.getByText('oom-kill').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
  });

  test('from an item that was left out is named without a link', async () => {
    const { page } = await openSignedIn(incident, { incidents });
    await page.getByText('processes/processes.json (left out of the bundle)').waitFor();
  });
});

describe('an item', () => {
  test('can be navigated by keyboard, and the address reopens the same place', async () => {
    const { page } = await openSignedIn(`${incident}/items/memory/memory.json`, { incidents });
    await page.getByRole('tree').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown'])
      await page.keyboard.press(key);
    await page.getByRole('treeitem', { selected: true, name: /^fullAvg60.*3/ }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page
      .getByRole('treeitem', { selected: true, expanded: false, name: /^pressure.*2 keys/ })
      .waitFor();
    await page.reload();
    await page.getByRole('treeitem', { selected: true, name: /^pressure/ }).waitFor();
  });

  test('with thousands of rows renders only a few, and End goes to the last', async () => {
    const { page } = await openSignedIn(`${incident}/items/software/packages.json`, { incidents });
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await page.getByRole('treeitem', { selected: true, name: /^7999/ }).waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(200);
  });

  test('can be searched as a tree with Ctrl+F, and Enter expands the path to the next match', async () => {
    const { page } = await openSignedIn(`${incident}/items/software/packages.json`, {
      incidents: [incidentOf(4)],
    });
    await page.getByRole('tree').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('package-7999');
    await page.getByText('1 of 1').waitFor();
    const selected = page.getByRole('treeitem', { selected: true });
    await selected.getByText('"package-7999"').waitFor();
    await page.getByRole('searchbox').fill('package-799');
    await page.getByText('1 of 11').waitFor();
    await page.keyboard.press('Enter');
    await selected.getByText('"package-7990"').waitFor();
  });

  test('can be shown as text with search', async () => {
    const { page } = await openSignedIn(`${incident}/items/memory/memory.json`, { incidents });
    await page.getByLabel('Text', { exact: true }).check();
    await page.getByText('"totalBytes": 16000000000').waitFor();
    await page.getByRole('searchbox').or(page.getByPlaceholder('Find')).first().fill('someavg60');
    await page.getByText('1 of 1').waitFor();
  });

  test('shows hostile keys and values as text and numbers as written', async () => {
    const { page } = await openSignedIn(`${incident}/items/network/odd.json`, { incidents });
    await page.getByText('12345678901234567890').waitFor();
    await page.getByText('\\u202etxt.exe').first().waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  test('is compared with the hash that the person agreed to', async () => {
    const { page, desk } = await openSignedIn(`${incident}/items/memory/memory.json`, {
      incidents,
    });
    await page.getByText('Exactly the bytes the person reviewed').waitFor();
    desk.altered.set('memory/memory.json', (items['memory/memory.json'] ?? '').replace('16', '17'));
    await page.reload();
    await page.getByText('This item is not what the person agreed to send').waitFor();
  });

  test('labelled JSON that does not parse is shown as text', async () => {
    const { page, desk } = await openSignedIn(incident, { incidents });
    desk.altered.set('memory/memory.json', '{"broken": ');
    await page.getByRole('link', { name: 'memory/memory.json', exact: true }).click();
    await page.getByText('cannot be shown as a tree').waitFor();
    await page.getByText('{"broken": ').waitFor();
  });

  test('can be loaded again after a failure', async () => {
    const { page } = await openSignedIn(incident, { incidents });
    await page.getByRole('heading', { name: 'Items' }).waitFor();
    await page.route('**/items/memory/memory.json', (route) => route.abort());
    await page.getByRole('link', { name: 'memory/memory.json', exact: true }).click();
    await page.getByText('This item could not be loaded').waitFor();
    await page.unroute('**/items/memory/memory.json');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('tree').waitFor();
  });

  test('missing from the bundle says why and links back to the incident', async () => {
    const { page } = await openSignedIn(`${incident}/items/processes/processes.json`, {
      incidents,
    });
    await page.getByText('This item is not in the bundle').waitFor();
    await page.getByRole('link', { name: 'Back to INC-000004' }).click();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
  });

  test('reports a path that does not exist in the item', async () => {
    const { page } = await openSignedIn(`${incident}/items/memory/memory.json#/pressure/none`, {
      incidents,
    });
    await page.getByText('The path /pressure/none is not in this item').waitFor();
    await page.getByRole('treeitem', { selected: true, name: /^pressure/ }).waitFor();
  });
});

describe('axe reports no violations in light or dark', () => {
  test.each(['memory/memory.json', 'system-log/system.log', 'none/none.json'])(
    '%s',
    async (item) => {
      const { page } = await openSignedIn(`${incident}/items/${item}`, { incidents });
      await page.getByText(/Exactly the bytes|not in the bundle/).waitFor();
      expect(await axeFaults(page)).toEqual([]);
    },
  );
});
