import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { encodeDocument } from '#bundle/manifest.ts';
import { openBundle } from '#bundle/read.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { itemsFolder } from '#contract/bundle/manifest.ts';
import { type Forged, forge } from './forge.ts';
import { type SampleOptions, sampleOptions, writeSample } from './sample.ts';

/** The files of an honest bundle, repacked with tools that do not check what they write. */
async function filesOf(options: SampleOptions = {}): Promise<Forged[]> {
  const { manifest, findings, redactions, receipt, items } = await sampleOptions(options);
  const files: Forged[] = [
    { name: 'manifest.json', content: Buffer.from(manifest) },
    { name: 'findings.json', content: Buffer.from(findings) },
    { name: 'redactions.json', content: Buffer.from(redactions) },
  ];
  if (receipt) files.push({ name: 'receipt.json', content: Buffer.from(receipt) });
  for (const { id, open } of items)
    files.push({ name: itemsFolder + id, content: await buffer(open()) });
  return files;
}

const exchange = (files: readonly Forged[], name: string, content: Uint8Array): Forged[] =>
  files.map((file) => (file.name === name ? { ...file, content: Buffer.from(content) } : file));

async function failedChecks(bytes: Uint8Array) {
  const checks = await verifyBundle(await openBundle(bytes));
  return checks.filter(({ passed }) => !passed).map(({ check, detail }) => [check.message, detail]);
}

test('an honest bundle that was repacked passes every check, so that the others fail for their own reason', async () => {
  expect(await failedChecks(forge(await filesOf()))).toEqual([]);
});

test('a bundle with an unlisted item fails, and the item is named', async () => {
  const extra = {
    name: `${itemsFolder}logs/smuggled.log`,
    content: Buffer.from('nobody reviewed this'),
  };
  expect(await failedChecks(forge([...(await filesOf()), extra]))).toEqual([
    ['The bundle contains exactly the listed items', 'not listed: logs/smuggled.log'],
  ]);
});

test('a bundle with many unlisted items names ten of them and the number of others', async () => {
  const extras = Array.from({ length: 13 }, (_, index) => ({
    name: `${itemsFolder}logs/smuggled-${index + 10}.log`,
    content: Buffer.from('nobody reviewed this'),
  }));
  const [[, detail] = []] = await failedChecks(forge([...(await filesOf()), ...extras]));
  expect(detail).toMatch(
    /^not listed: logs\/smuggled-10\.log, .*, logs\/smuggled-19\.log and 3 more$/,
  );
});

test('a bundle without an item of the list fails, and the item is named', async () => {
  const files = (await filesOf()).filter(({ name }) => name !== `${itemsFolder}logs/empty.log`);
  expect(await failedChecks(forge(files))).toEqual([
    ['The bundle contains exactly the listed items', 'missing: logs/empty.log'],
    ['Every item is exactly as listed', 'different: logs/empty.log'],
  ]);
});

test('a list that names an item twice fails', async () => {
  const { manifest } = await sampleOptions();
  const list = JSON.parse(Buffer.from(manifest).toString()) as { items: object[] };
  const twice = Buffer.from(JSON.stringify({ ...list, items: [...list.items, list.items[0]] }));
  expect(
    await failedChecks(forge(exchange(await filesOf(), 'manifest.json', twice))),
  ).toContainEqual(['The bundle contains exactly the listed items', 'an item is listed twice']);
});

test('a redaction report that was replaced fails, although every checksum of the file is correct', async () => {
  const files = exchange(await filesOf(), 'redactions.json', encodeDocument({ items: [] }));
  expect(await failedChecks(forge(files))).toMatchObject([
    ['The redaction report is the one that was reviewed', expect.stringContaining('bytes, not')],
  ]);
});

test('findings that were replaced fail, although every checksum of the file is correct', async () => {
  const files = exchange(
    await filesOf(),
    'findings.json',
    encodeDocument({ findings: [], failed: [{ analyzer: 'made-up', detail: 'made up' }] }),
  );
  expect(await failedChecks(forge(files))).toMatchObject([
    ['The findings are those that were reviewed', expect.stringContaining('bytes, not')],
  ]);
});

test('a receipt for another bundle fails', async () => {
  const bundle = '00000000-0000-4000-8000-000000000000';
  expect(
    await failedChecks(await writeSample({ changeReceipt: (receipt) => ({ ...receipt, bundle }) })),
  ).toMatchObject([
    ['The person agreed to exactly this content', 'the receipt names another manifest'],
  ]);
});

test('a receipt that lists the same items with different content fails', async () => {
  const changed = await writeSample({
    changeReceipt: (receipt) => ({
      ...receipt,
      items: receipt.items.map(({ id }) => ({ id, sha256: 'a'.repeat(64) })),
    }),
  });
  expect(await failedChecks(changed)).toEqual([
    ['The receipt lists the same items', 'the receipt lists other items'],
  ]);
});

const day = '2025-06-24T14:36:25.000Z';
test.each([
  ['put in', false, ['The timeline is the one that was reviewed', 'the list does not name it']],
  ['taken out', true, ['The timeline is the one that was reviewed', 'it is missing']],
])('a timeline that was %s fails', async (_what, listed, check) => {
  const timeline = encodeDocument({
    ...{ since: day, until: day, events: [] },
    dropped: 0,
    unreadable: [],
  });
  const files = (await filesOf(listed ? { timeline } : {})).filter(
    ({ name }) => name !== 'timeline.json',
  );
  const inserted = { name: 'timeline.json', content: Buffer.from(timeline) };
  expect(await failedChecks(forge(listed ? files : [...files, inserted]))).toEqual([check]);
});

test('a receipt that was changed after the device had signed it fails', async () => {
  const { receipt } = await sampleOptions();
  const signed = JSON.parse(Buffer.from(receipt ?? '').toString()) as { receipt: object };
  const changed = Buffer.from(
    JSON.stringify({ ...signed, receipt: { ...signed.receipt, retentionDays: 3650 } }),
  );
  expect(
    await failedChecks(forge(exchange(await filesOf(), 'receipt.json', changed))),
  ).toContainEqual(['The receipt is signed by the device that it names', expect.any(String)]);
});

test('a receipt that lists the items in another order is valid', async () => {
  const reversed = await writeSample({
    changeReceipt: (receipt) => ({ ...receipt, items: receipt.items.toReversed() }),
  });
  expect(await failedChecks(reversed)).toEqual([]);
});
