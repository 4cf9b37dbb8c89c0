import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownName, shownWords } from '#main/requests/shown-text.ts';

test('a name cannot turn, break or hide the sentence that it stands in', () => {
  expect(shownName('Kim\u202E gnp.exe')).toBe('Kim gnp.exe');
  expect(shownName('Kim\n\nCandor: agree now')).toBe('Kim Candor: agree now');
  expect(shownName('\u200B\u2066')).toBe('?');
  expect(shownName('José 北川 Öztürk')).toBe('José 北川 Öztürk');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(shownName(name)).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
    }),
  );
});

test('words keep their lines and their emoji, and read as they are written', () => {
  expect(shownWords('one\n\ttwo 👩‍💻')).toBe('one\n\ttwo 👩‍💻');
  expect(shownWords('pay \u202Eton\u202C\u0007')).toBe('pay ton ');
});
