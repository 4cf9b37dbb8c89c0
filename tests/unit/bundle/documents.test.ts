import { expect, test } from 'vitest';
import { parseDocument } from '#bundle/manifest.ts';
import { redactionReport } from '#contract/bundle/manifest.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const report = (content: string) =>
  parseDocument('redactions.json', redactionReport, bytesOf(`{"items":[${content}]}`));

test.each([
  ['objects', '{},'.repeat(1_300_000), '1300001 objects, 100000 allowed'],
  ['values', '0,'.repeat(5_000_000), '5000000 values, 400000 allowed'],
])(
  'a document of millions of %s is refused before its schema complains about each',
  (_, content, detail) => {
    expect(() => report(content)).toThrow(
      expect.objectContaining({
        error: expect.objectContaining({ code: 'bundle-invalid', detail }),
      }),
    );
  },
);

test('a document with a dozen rules for each of five thousand items is read', () => {
  const rules = Array.from({ length: 12 }, (_, index) => ({
    rule: `rule-${index}`,
    kind: 'user',
    count: 1,
  }));
  const items = Array.from({ length: 5_000 }, (_, index) => ({
    item: `logs/item-${index}.log`,
    redactions: rules,
  }));
  expect(report(JSON.stringify(items).slice(1, -1)).items).toHaveLength(5_000);
});
