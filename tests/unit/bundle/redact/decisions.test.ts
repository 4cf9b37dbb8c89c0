import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDecisions } from '#bundle/redact/decisions.ts';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';

const word = (value: string, number = 1): PrivateMapEntry => ({
  kind: 'word',
  pseudonym: `word-${number}`,
  value,
});
const hide = (text: string, ...values: string[]) =>
  applyDecisions(text, 'text/plain', {
    hide: values.map((value, index) => word(value, index + 1)),
    show: [],
  });
const written = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

describe('hiding a text everywhere', () => {
  test('finds it in any case and inside longer words', () => {
    expect(hide('Smith, SMITHS and locksmithing', 'smith')).toEqual({
      text: 'word-1, word-1S and lockword-1ing',
      hidden: 3,
      shown: 0,
    });
  });

  test('finds it escaped', () => {
    expect(hide('path "C:\\\\Ann" and C%3A%5CAnn and C:\\Ann', 'C:\\Ann').text).toBe(
      'path "word-1" and word-1 and word-1',
    );
  });

  test('takes the longest first, and does not change other pseudonyms', () => {
    expect(hide('host-1 ann annabel [secret:host]', 'ann', 'annabel', 'host').text).toBe(
      'host-1 word-1 word-2 [secret:host]',
    );
  });

  test('hides a place that contains a pseudonym when the person selected exactly that', () => {
    expect(hide('ip-3 is the till of user-1', 'till of user-1').text).toBe('ip-3 is the word-1');
  });

  test('keeps the structure of JSON: values, keys, numbers, escapes', () => {
    const text = written({ ann: 'Ann “x” "y"\n', list: [47110815, true, null], path: 'C:\\Ann' });
    const { text: result, hidden } = applyDecisions(text, 'application/json', {
      hide: [word('ann'), word('4711', 2), word('"y"', 3)],
      show: [],
    });
    expect(JSON.parse(result)).toEqual({
      'word-1': 'word-1 “x” word-3\n',
      list: ['word-20815', true, null],
      path: 'C:\\word-1',
    });
    expect(hidden).toBe(5);
  });

  test('treats invalid JSON as text', () => {
    expect(applyDecisions('{ann', 'application/json', { hide: [word('ann')], show: [] }).text).toBe(
      '{word-1',
    );
  });

  test('removes every occurrence in any text, and changes nothing when it is applied again', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 2, maxLength: 6 })
      .filter((value) => value.trim() === value && !/word|\d/i.test(value));
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        part,
        fc.boolean(),
        (around, value, json) => {
          const plain = around.join(value);
          const type = json ? 'application/json' : 'text/plain';
          const once = applyDecisions(json ? written({ plain }) : plain, type, {
            hide: [word(value)],
            show: [],
          });
          const said = json ? (JSON.parse(once.text).plain as string) : once.text;
          expect(said.replaceAll('word-1', '\u0000')).not.toContain(value);
          expect(applyDecisions(once.text, type, { hide: [word(value)], show: [] }).text).toBe(
            once.text,
          );
        },
      ),
    );
  });
});

describe('showing a value again', () => {
  const show = [word('Ann "A"')];
  test('restores what was hidden, byte for byte', () => {
    const text = written({ name: 'Ann "A"', other: ['x Ann "A" y'] });
    const hidden = applyDecisions(text, 'application/json', { hide: show, show: [] });
    expect(hidden.text).not.toContain('Ann');
    expect(applyDecisions(hidden.text, 'application/json', { hide: [], show })).toEqual({
      text,
      hidden: 0,
      shown: 2,
    });
  });

  test('touches no other pseudonym', () => {
    const result = applyDecisions('word-1 word-10 word-1.2 xword-1 word-1x', 'text/plain', {
      hide: [],
      show,
    });
    expect(result).toEqual({
      text: 'Ann "A" word-10 word-1.2 xword-1 word-1x',
      hidden: 0,
      shown: 1,
    });
  });

  test('returns the same text when it contains no such pseudonym', () => {
    const text = '{"a": 1.0}';
    expect(applyDecisions(text, 'application/json', { hide: [], show })).toEqual({
      text,
      hidden: 0,
      shown: 0,
    });
  });
});
