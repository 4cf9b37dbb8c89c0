import { expect, test } from 'vitest';
import { consoleMessages } from '#desk/console/base/console-messages.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { relativeTime } from '#desk/console/base/time/relative.ts';
import { createTranslator } from '#i18n/translator.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

test.each([
  ['2026-11-20T11:59:30Z', 'now'],
  ['2026-11-20T11:58:30Z', '1 minute ago'],
  ['2026-11-20T09:00:00Z', '3 hours ago'],
  ['2026-11-19T11:00:00Z', 'yesterday'],
  ['2026-11-20T12:00:20Z', 'now'],
])('%s is %s', (iso, words) => {
  expect(relativeTime(iso, now, 'en')).toBe(words);
});

test('shows bidirectional controls and keeps the characters of real scripts', () => {
  expect(visible('\u202Etxt.exe')).toBe('⟨U+202E⟩txt.exe');
  expect(visible('می\u200Cخواهم 👩\u200D💻\n\tשלום\u200F')).toBe(
    'می\u200Cخواهم 👩\u200D💻\n\tשלום\u200F',
  );
});

test('every message can be shown in the pseudo-locale', () => {
  const { t } = createTranslator('pseudo', consoleMessages);
  for (const id of Object.keys(consoleMessages) as (keyof typeof consoleMessages)[]) {
    expect(t(id, { count: 2, limit: 3, days: 4 })).toMatch(/^\[.*\]$/s);
  }
});
