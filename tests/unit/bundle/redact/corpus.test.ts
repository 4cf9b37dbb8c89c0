import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { carriers } from '#tests/corpus/carriers.ts';
import { type Recall, scoreCorpus } from '#tests/corpus/score.ts';
import { type CorpusValue, corpusValues } from '#tests/corpus/values.ts';

/** A different seed from those that the rules were written with. */
const seed = 20_260_731;

describe('on the half of the corpus that no rule was written for', () => {
  let kinds: Map<string, Recall & { group: CorpusValue['group'] }>;

  beforeAll(() => {
    kinds = scoreCorpus(seed, true).kinds;
    const rows = [...kinds].map(
      ([kind, { placed, missed }]) =>
        `${kind.padEnd(20)} ${(100 * (1 - missed.length / placed)).toFixed(1).padStart(5)} % of ${placed}`,
    );
    console.log(rows.join('\n'));
  });

  test('the corpus has the stated size', () => {
    const values = corpusValues(seed);
    expect(values.length).toBeGreaterThanOrEqual(300);
    expect(new Set(values.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(40);
    expect(carriers.length).toBeGreaterThanOrEqual(25);
  });

  test.each([
    ['secret', 0.99],
    ['known', 1],
    ['personal', 0.95],
  ] as const)('of %s values at least %d are gone', (group, least) => {
    const own = [...kinds.values()].filter((one) => one.group === group);
    const missed = own.flatMap((one) =>
      one.missed.map(({ kind, carrier }) => `${kind} in ${carrier}`),
    );
    const placed = own.reduce((sum, one) => sum + one.placed, 0);
    expect(placed).toBeGreaterThan(300);
    expect(1 - missed.length / placed, missed.slice(0, 20).join(', ')).toBeGreaterThanOrEqual(
      least,
    );
  });
});

describe('on clean text', () => {
  test('at most two false matches occur in a megabyte', () => {
    const redactor = createRedactor({ known: emptyKnownValues });
    let units = 0;
    const hits: string[] = [];
    for (const { name, text } of cleanTexts()) {
      units += text.length;
      // Maintainers' addresses in change logs are real: hiding them is not a mistake.
      const { text: after, replacements } = redactor.redact(text, 'text/plain');
      for (const { rule, start } of replacements)
        if (rule !== 'email')
          hits.push(
            `${name}: ${rule} ${JSON.stringify(after.slice(Math.max(0, start - 40), start + 30))}`,
          );
    }
    const megabytes = Math.max(1, units / 1_000_000);
    expect(hits.length / megabytes, hits.slice(0, 40).join('\n')).toBeLessThanOrEqual(2);
  });
});

/** This computer's own files, if it has any, and texts in the repository. */
function* cleanTexts(): Generator<{ name: string; text: string }> {
  const committed = join(import.meta.dirname, '../../../fixtures/clean');
  for (const name of readdirSync(committed))
    yield { name, text: readFileSync(join(committed, name), 'utf8') };
  for (const path of ['/var/log/dpkg.log', '/var/log/alternatives.log'])
    if (existsSync(path)) yield { name: path, text: readFileSync(path, 'utf8') };
  const docs = '/usr/share/doc';
  let left = 8_000_000;
  for (const folder of existsSync(docs) ? readdirSync(docs).sort() : []) {
    for (const name of left > 0 ? safeList(join(docs, folder)) : []) {
      if (!/^(?:changelog|NEWS|README|copyright)/.test(name)) continue;
      const bytes = readFileSync(join(docs, folder, name));
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      left -= text.length;
      yield { name: `${folder}/${name}`, text };
    }
  }
}

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
