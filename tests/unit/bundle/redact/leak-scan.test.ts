import { describe, expect, test } from 'vitest';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { known } from './known.ts';
import { patternSecrets } from './secrets.ts';

const redactor = createRedactor({ known });
redactor.redact('203.0.113.9 02:42:ac:11:00:02 someone@corp.example', 'text/plain');
const map = redactor.discovered();
const scan = createLeakScanner(map);
const rules = (name: string, text: string): string[] => scan(name, text).map(({ rule }) => rule);

describe('the leak scanner', () => {
  test('finds every value of the private map that is inserted again, in any case', () => {
    for (const { kind, value } of map) {
      if (value === 'al') continue;
      for (const planted of [value, value.toUpperCase()]) {
        const [leak] = scan('logs/a.log', `before ${planted} after`);
        expect(leak, `${kind} ${planted}`).toBeDefined();
        expect(leak?.offset).toBeGreaterThanOrEqual(7);
        expect(JSON.stringify(leak)).not.toContain(value);
      }
    }
  });

  test('finds every secret by its pattern', () => {
    for (const [secret, label] of patternSecrets)
      expect(rules('logs/a.log', `x ${secret} y`)).toContain(label);
    expect(rules('logs/a.log', 'https://ann:pw@example.com')).toEqual(['url-password']);
  });

  test.each([
    ['a bank account', 'DE89 3704 0044 0532 0130 00', 'iban'],
    ['a payment card', '4111 1111 1111 1111', 'card'],
    ['a bearer token', `Bearer ${'k7Qz'.repeat(8)}`, 'bearer'],
    ['a basic log-in', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'bearer'],
    ['a password hash', `$6$saltsalt$${'aB3.'.repeat(21)}xY`, 'password-hash'],
  ])('finds %s, which no list names, by its shape', (_what, secret, rule) => {
    expect(rules('logs/a.log', `before ${secret} after`)).toEqual([rule]);
  });

  test('finds values in names', () => {
    expect(rules('logs/annika.log', 'nothing')).toEqual(['known-user-in-name']);
    expect(rules('logs/blue-otter.log', 'nothing')).toEqual(['known-host-in-name']);
    expect(rules('logs/203.0.113.9.log', 'nothing')).toEqual(['ip-v4-in-name']);
  });

  test('finds values in JSON behind escapes', () => {
    expect(rules('a/a.json', '{"x":"one\\nannika"}')).toEqual(['known-user']);
    expect(rules('a/a.json', '{"x":"\\u0061nnika"}')).toEqual(['known-user']);
    expect(rules('a/a.json', '{"x":"C:\\\\Users\\\\Annika"}')).toEqual(['known-home']);
  });

  test('does not report parts of words, short and common values, versions and unknown addresses', () => {
    expect(
      scan(
        'logs/a.log',
        'hannika annika2 al root localhost version 203.0.113.9 198.51.100.1 user-1',
      ),
    ).toEqual([]);
  });
});
