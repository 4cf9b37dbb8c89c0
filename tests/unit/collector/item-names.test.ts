import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { catalogue } from '#collector/host/catalogue.ts';

const collectors = join(import.meta.dirname, '../../../collector/collectors');
const sources = globSync(join(collectors, '*/*.ts')).map((file) => readFileSync(file, 'utf8'));
/** Names that collectors give to their items, as their sources write them. */
const itemNames = sources.flatMap(
  (source) => source.match(/(?<=(?:jsonItem|textItem)\([^'`)]{0,40}')[a-z0-9.-]+(?=')/g) ?? [],
);
const logNames = ['syslog.log', 'messages.log', 'kern.log'];

test('an account or a computer called like a word of our own items’ names makes no bundle look like a leak', () => {
  expect(itemNames).toEqual(expect.arrayContaining(['journal.log', 'agent.log', 'memory.json']));
  expect(itemNames.length).toBeGreaterThan(18);
  const ids = [...catalogue.map(({ id }) => id), ...itemNames, ...logNames];
  const names = [...new Set(ids.flatMap((id) => id.split(/[-.]/)))];
  const redactor = createRedactor({ known: { ...emptyKnownValues, users: names, hosts: names } });
  const scan = createLeakScanner(redactor.discovered());
  expect(ids.filter((id) => scan('manifest.json', id).length > 0)).toEqual([]);
});
