import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseManagedPreferences } from '#main/policy/macos-preferences.ts';
import { combineLayers } from '#policy/policy-document.ts';

const place = '/Library/Managed Preferences/com.candor.agent.plist';
const document = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
const read = (preferences: unknown) =>
  combineLayers([
    { level: 'machine', values: parseManagedPreferences(JSON.stringify(preferences), place) },
  ]);
/** What macOS writes beside a profile's own keys. */
const around = { PayloadUUID: '5F0B6F3E', PayloadType: 'com.candor.agent', _manualProfile: true };

describe('managed preferences, as plutil writes them', () => {
  test('hold one key a setting, or a group of them', () => {
    const { policy, faults, ignored, values } = read({
      ...around,
      ...document,
      retentionDays: 14,
      letThrough: false,
      proxy: { mode: 'direct' },
    });
    expect([faults, ignored]).toEqual([[], []]);
    expect(policy).toMatchObject({
      ...document,
      retentionDays: 14,
      letThrough: false,
      proxy: { mode: 'direct' },
    });
    expect(values.find(({ setting }) => setting.id === 'desk.address')?.source).toBe(
      `${place}, key desk`,
    );
  });

  test('may hold what a form of device management can only write as text', () => {
    const flat = {
      retentionDays: '14',
      features: { codes: 'false' },
      endpoints: '[{"id":"a","url":"https://a.example"}]',
    };
    expect(read({ ...document, ...flat }).policy).toMatchObject({
      retentionDays: 14,
      features: { codes: false },
      endpoints: [{ id: 'a' }],
    });
  });

  test('may hold the whole policy under one key, as a dictionary or as text; a single key wins', () => {
    for (const whole of [document, JSON.stringify(document)]) {
      expect(read({ Policy: whole, retentionDays: 7 }).policy).toMatchObject({
        ...document,
        retentionDays: 7,
      });
    }
  });

  test('without a key of ours hold none', () => {
    expect(parseManagedPreferences('{}', place)).toEqual([]);
    expect(parseManagedPreferences(JSON.stringify(around), place)).toEqual([]);
    for (const other of ['[]', '[1]', 'null', '"desk"', '12'])
      expect(parseManagedPreferences(other, place)).toEqual([]);
  });

  test('that are not JSON after all are refused in words', () => {
    expect(() => parseManagedPreferences('oops', place)).toThrow();
    expect(() => parseManagedPreferences('{"Policy":"{"}', place)).toThrow();
  });

  test('may hold anything else without a throw later on', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        (anything) => void read({ ...anything, Policy: {} }),
      ),
    );
  });
});
