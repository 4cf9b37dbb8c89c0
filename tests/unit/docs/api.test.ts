import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { consoleApi } from '#contract/http/console.ts';
import type { Endpoint } from '#contract/http/define.ts';
import { deviceApi } from '#contract/http/device.ts';
import { apiDocument, apiFile, openApiFile, openApiText } from '#scripts/generate/api-doc.ts';

const endpoints: Endpoint[] = [...Object.values(consoleApi), ...Object.values(deviceApi)];

test('docs/api.md says what the contracts say; run `node scripts/generate/api-doc.ts` after a change', () => {
  expect(readFileSync(apiFile, 'utf8')).toBe(apiDocument());
});

test('docs/openapi.json says what the contracts say; run `node scripts/generate/api-doc.ts` after a change', () => {
  expect(readFileSync(openApiFile, 'utf8')).toBe(openApiText());
});

describe('the OpenAPI document', () => {
  const text = openApiText();
  const document = JSON.parse(text) as {
    paths: Record<
      string,
      Record<string, { operationId: string; parameters?: { in: string; name: string }[] }>
    >;
    components: { schemas: Record<string, unknown> };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  );

  test('has each endpoint once, under a name of its own', () => {
    expect(operations.length).toBe(endpoints.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(endpoints.length);
  });

  test('declares the parameters of every path', () => {
    for (const { path, parameters = [] } of operations) {
      const holes = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([
        path,
        parameters.filter((each) => each.in === 'path').map(({ name }) => name),
      ]).toEqual([path, holes]);
    }
  });

  test('has every schema that it refers to', () => {
    const references = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, reference]) => reference);
    const known = new Set(
      Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
    );
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((reference) => !known.has(reference ?? ''))).toEqual([]);
  });
});
