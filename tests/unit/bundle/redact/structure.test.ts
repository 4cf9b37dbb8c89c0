import fc from 'fast-check';
import { parse } from 'fast-plist';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { known } from './known.ts';

const redact = (text: string): string => createRedactor({ known }).redact(text, 'text/plain').text;
const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const value = fc.oneof(
  fc.constantFrom(
    'annika',
    'Annika Berg',
    'hunter2',
    '10.20.0.7',
    'a.b@corp.example',
    'https://u:p@x.test/?token=abc1234',
    'a & b < c',
    'C:\\Users\\Annika\\x',
    '',
  ),
  fc.stringMatching(/^[ -~]{0,20}$/),
);
const name = fc.constantFrom('password', 'user', 'annika', 'entry', 'apiKey', 'ssid', 'note');

describe('redaction keeps the structure of a document', () => {
  test('well-formed XML stays well-formed', async () => {
    const elements = fc.sample(fc.tuple(name, value, name, value), { numRuns: 60, seed: 7 });
    const body = elements.map(
      ([tag, text, attribute, content], index) =>
        `  <${tag} n="${index}" ${attribute}="${escaped(content)}">${escaped(text)}</${tag}>\n  <add key="${attribute}" value="${escaped(text)}"/>`,
    );
    const after = redact(`<?xml version="1.0"?>\n<root>\n${body.join('\n')}\n</root>\n`);
    const { errors } = await validateXML({
      xml: [{ fileName: 'a.xml', contents: after }],
      normalization: 'format',
    });
    expect(errors).toEqual([]);
    expect(after).not.toMatch(/annika/i);
  });

  test('a property list keeps its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 5 }), (entries) => {
        const rows = Object.entries(entries).map(
          ([key, text]) => `<key>${key}</key>\n<string>${escaped(text)}</string>`,
        );
        const before = `<?xml version="1.0"?>\n<plist version="1.0">\n<dict>\n${rows.join('\n')}\n</dict>\n</plist>\n`;
        expect(Object.keys(parse(redact(before)))).toEqual(
          Object.keys(parse(before)).map((key) => (key === 'annika' ? 'user-1' : key)),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('JSON with one value per line stays so, as text and in blocks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(name, fc.oneof(value, fc.integer()), { maxKeys: 4 }), {
          minLength: 1,
          maxLength: 6,
        }),
        (rows) => {
          const before = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
          const after = redact(before.repeat(Math.ceil(300_000 / before.length)));
          for (const line of after.split('\n').slice(0, 500))
            if (line !== '') expect(() => JSON.parse(line)).not.toThrow();
        },
      ),
      { numRuns: 20 },
    );
  });
});
