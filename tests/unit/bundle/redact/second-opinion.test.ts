import { expect, test } from 'vitest';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { secondOpinion } from '#bundle/redact/second-opinion.ts';
import { known } from './known.ts';
import { patternSecrets } from './secrets.ts';

const text = patternSecrets
  .map(([secret], index) => `line ${index}: ${secret}\nhttps://ann:pw7${index}@example.com/\n`)
  .join('');

test('hides what secretlint finds in a text, and counts it by its rule', async () => {
  const { text: result, redactions } = await secondOpinion(text, 'text/plain');
  expect(redactions.length).toBeGreaterThan(2);
  for (const one of redactions)
    expect(one).toMatchObject({ kind: 'secret', rule: expect.stringMatching(/^secretlint-/) });
  expect(result).toContain('[secret:secretlint]');
  expect(await secondOpinion(result, 'text/plain')).toEqual({ text: result, redactions: [] });
});

test('secretlint finds nothing in redacted text', async () => {
  const after = createRedactor({ known }).redact(text, 'text/plain').text;
  expect(await secondOpinion(after, 'text/plain')).toEqual({ text: after, redactions: [] });
});

test('JSON stays JSON', async () => {
  const document = { lines: text.split('\n') };
  const { text: result } = await secondOpinion(
    JSON.stringify(document, null, 2),
    'application/json',
  );
  expect(JSON.parse(result).lines).toHaveLength(document.lines.length);
  expect(result).toContain('[secret:secretlint]');
});
