import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { describe, expect, test } from 'vitest';
import { createTranslator } from '#i18n/translator.ts';
import { windowMessages } from '#renderer/base/window-messages.ts';
import { inGroups, shortGroups } from '#ui/format.ts';

describe('messages', () => {
  test.each(Object.entries(windowMessages))('%s is a valid ICU message', (_id, message) => {
    expect(() => compileMessageOrThrow(message)).not.toThrow();
  });

  test('plurals and values are filled in', () => {
    const { t } = createTranslator('en', windowMessages);
    expect(t('review.days', { days: 1 })).toBe('1 day');
    expect(t('review.days', { days: 1000 })).toBe('1,000 days');
    expect(t('review.send', { organisation: '{x} <b>' })).toBe('Send to {x} <b>…');
  });

  test('a translation replaces the English text, and what it lacks stays English', () => {
    const { t, tText } = createTranslator('de-AT', windowMessages, {
      de: { 'app.home': 'Anfang', 'The disk {name} is full': '{name} ist voll' },
    });
    expect(t('app.home')).toBe('Anfang');
    expect(t('app.done')).toBe('Done');
    expect(tText({ message: 'The disk {name} is full', values: { name: 'C:' } })).toBe(
      'C: ist voll',
    );
  });

  test('a translation for a script serves its regions, and one for a region serves no other', () => {
    const home = (locale: string) =>
      createTranslator(locale, windowMessages, {
        'zh-Hant': { 'app.home': '首頁' },
        'de-AT': { 'app.home': 'Startseite' },
      }).t('app.home');
    expect(['zh-Hant-TW', 'zh-Hant', 'zh-Hans', 'zh', 'de-CH', 'de'].map(home)).toEqual([
      '首頁',
      '首頁',
      'Home',
      'Home',
      'Home',
      'Home',
    ]);
  });

  test('a system locale that nobody knows still gives English', () => {
    for (const locale of ['C', 'en_US.UTF-8', '', 'xx-@@']) {
      expect(createTranslator(locale || 'en', windowMessages).t('app.home')).toBe('Home');
    }
  });
});

describe('texts from outside', () => {
  const { tText } = createTranslator('en', windowMessages);

  test('are filled in but never read as ICU', () => {
    expect(
      tText({ message: "It's {what}, {count, plural, other {x}} '{'", values: { what: 'full' } }),
    ).toBe("It's full, {count, plural, other {x}} '{'");
  });

  test('take no value that is not their own', () => {
    expect(tText({ message: '{constructor} {toString}', values: {} })).toBe(
      '{constructor} {toString}',
    );
  });

  test('cannot name an own message of the window', () => {
    expect(tText({ message: 'app.home' })).toBe('app.home');
  });
});

describe('the pseudo-locale', () => {
  const { t, tText } = createTranslator('pseudo', windowMessages);

  test('accents and brackets own messages, texts from outside and plurals, and leaves values alone', () => {
    expect(t('home.getHelp')).toBe('[Ĝéţ ĥéļþ]');
    expect(t('review.days', { days: 2 })).toBe('[2 ďáýš]');
    expect(t('review.send', { organisation: 'Acme' })).toBe('[Šéñď ţô Acme…]');
    expect(tText({ message: 'Disk {name}', values: { name: 'C:' } })).toBe('[Ďîšķ C:]');
  });
});

describe('formats', () => {
  const { bytes, duration, percent } = createTranslator('en', windowMessages);

  test('sizes and durations are short and honest', () => {
    expect([0, 999, 1000, 1_550, 12_400, 64_000_000, 2_500_000_000].map(bytes)).toEqual([
      '0 bytes',
      '999 bytes',
      '1 kB',
      '1.6 kB',
      '12 kB',
      '64 MB',
      '2.5 GB',
    ]);
    expect([3, 420, 9_900, 61_000].map(duration)).toEqual(['3 ms', '0.4 sec', '9.9 sec', '61 sec']);
    expect(percent(0.41)).toBe('41%');
  });

  test('hashes are shown in groups, whole or by both ends', () => {
    expect(inGroups('abcdefghij')).toBe('abcd efgh ij');
    expect(shortGroups('a'.repeat(12) + 'b'.repeat(44) + 'c'.repeat(8))).toBe(
      'aaaa aaaa aaaa … cccc cccc',
    );
  });
});
