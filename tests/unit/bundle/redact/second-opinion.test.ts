import { expect, test } from 'vitest';
import { createRedactor } from '../../../../bundle/redact/redactor.ts';
import { secondOpinion } from '../../../../bundle/redact/second-opinion.ts';
import { known } from './known.ts';
import { patternSecrets } from './secrets.ts';

const text = patternSecrets.map(([secret], index) => `line ${index}: ${secret}\nhttps://ann:pw7${index}@example.com/\n`).join('');

test('secretlint finds secrets in what is not redacted, and names item and rule, never the value', async () => {
  const leaks = await secondOpinion('logs/a.log', text);
  expect(leaks.length).toBeGreaterThan(3);
  for (const leak of leaks) {
    expect(leak).toMatchObject({ item: 'logs/a.log', kind: 'secret', rule: expect.stringMatching(/^secretlint-/) });
    for (const [secret] of patternSecrets) expect(JSON.stringify(leak)).not.toContain(secret);
  }
});

test('secretlint finds nothing in what is redacted', async () => {
  const after = createRedactor({ known }).redact(text, 'text/plain').text;
  expect(await secondOpinion('logs/a.log', after)).toEqual([]);
});
