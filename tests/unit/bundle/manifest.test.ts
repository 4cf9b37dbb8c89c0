import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { encodeDocument, encodeManifest, manifestHash, parseManifest } from '#bundle/manifest.ts';
import { manifestSchema, schemaFile } from '#scripts/generate/schema.ts';
import { codeOf, sampleManifest } from './sample.ts';

const manifest = sampleManifest(
  [{ id: 'a/b.json', content: '{}' }],
  Buffer.from('x'),
  Buffer.from('y'),
);

describe('the manifest', () => {
  test('has the same bytes in any order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(manifest).reverse()) as typeof manifest;
    const bytes = encodeManifest(manifest);
    expect(Buffer.from(encodeManifest(reversed)).equals(bytes)).toBe(true);
    expect(manifestHash(encodeManifest(parseManifest(bytes)))).toBe(manifestHash(bytes));
    expect(Buffer.from(bytes).toString()).toMatch(
      /^\{\n {2}"format": "candor-bundle",\n[\s\S]*\}\n$/,
    );
  });

  test('that is none is refused in words', async () => {
    for (const text of [
      '',
      'null',
      '{"format":"candor-bundle"}',
      `${JSON.stringify({ ...manifest, secret: 1 })}`,
    ]) {
      expect(await codeOf(() => parseManifest(Buffer.from(text)))).toBe('bundle-invalid');
    }
  });

  test('is described by the schema in docs/, which is up to date (else: node scripts/generate/schema.ts)', async () => {
    expect(await readFile(schemaFile, 'utf8')).toBe(manifestSchema());
  });
});

test('a document has its own schema, and nothing else can become one', async () => {
  expect(Buffer.from(encodeDocument({ failed: [], findings: [] })).toString()).toBe(
    '{\n  "findings": [],\n  "failed": []\n}\n',
  );
  expect(await codeOf(() => encodeDocument({ anything: 1 }))).toBe('internal');
});
