import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capItem, capJson, capText } from '#collector/host/item-cap.ts';
import { jsonItem, textItem } from '#collector/toolkit/define.ts';

describe('an item over its byte cap', () => {
  test('of text keeps its first and last lines within the cap', () => {
    const text = Array.from({ length: 1000 }, (_, line) => `line ${line}\n`).join('');
    const capped = capText(text, 500);
    expect(Buffer.byteLength(capped.text)).toBeLessThanOrEqual(500);
    expect(capped.text).toMatch(/^line 0\n[\s\S]*line 999\n$/);
  });

  test('of JSON stays JSON, within the cap, and names the lists that were shortened', () => {
    const content = {
      count: 2000,
      packages: Array.from({ length: 2000 }, (_, index) => ({
        name: `package-${index}`,
        version: '1',
      })),
    };
    const { text, droppedBytes } = capJson(content, 10_000);
    const parsed = JSON.parse(text) as { packages: unknown[]; leftOut: unknown };
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
    expect(parsed.packages[0]).toEqual({ name: 'package-0', version: '1' });
    expect(parsed.packages.length).toBeGreaterThan(50);
    expect(parsed.leftOut).toEqual([{ list: '/packages', kept: parsed.packages.length, of: 2000 }]);
    expect(droppedBytes).toBeGreaterThan(0);
  });

  test('of JSON without any list says that all of it is missing', () => {
    const { text } = capJson({ long: 'x'.repeat(5000) }, 1000);
    expect(JSON.parse(text)).toEqual({ leftOut: [{ list: '', kept: 0, of: 1 }] });
  });

  test('of any JSON is valid JSON within the cap', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.integer({ min: 200, max: 600 }), (json, cap) => {
        const { text, droppedBytes } = capJson(JSON.parse(json), cap);
        expect(() => JSON.parse(text)).not.toThrow();
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(cap);
        if (droppedBytes === 0) expect(JSON.parse(text)).toEqual(JSON.parse(json));
      }),
    );
  });

  test('counts what the gathering had already left out', () => {
    expect(capItem(textItem('a.log', 'short\n', 77), 1000)).toMatchObject({
      text: 'short\n',
      droppedBytes: 77,
    });
  });
});

test('an item within its cap is written as it is', () => {
  expect(capItem(jsonItem('a.json', { b: [1] }), 1000).text).toBe('{\n  "b": [\n    1\n  ]\n}\n');
});
