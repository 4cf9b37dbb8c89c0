import { describe, expect, test } from 'vitest';
import { texts } from '#main/app/texts.ts';
import { windowMessages } from '#renderer/base/window-messages.ts';
import { uiMessages } from '#ui/messages.ts';

/** Everything the person reads in the window, the tray, notifications and dialogs. The console's words are for engineers. */
// `saveName` is the name of a file, which documents and engineers know.
const { menu, saveName: _, ...native } = texts;
const read: readonly [id: string, message: string][] = [
  ...Object.entries({ ...windowMessages, ...uiMessages }).filter(
    ([id]) => !id.startsWith('ui.desk.') && id !== 'ui.timeline.accountDisabled',
  ),
  ...Object.entries(native),
  ...Object.entries(menu),
];

/** The English a person reads, with a plausible word in the place of each value. */
function filled(message: string): string {
  return message
    .replaceAll(
      /\{\w+, (?:plural|select),(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\bother \{((?:[^{}]|\{[^{}]*\})*)\}\s*\}/g,
      '$1',
    )
    .replaceAll(/\{[^{}]*\}/g, 'Candor')
    .replaceAll('#', '7');
}

const sentencesOf = (message: string) =>
  filled(message)
    .split(/(?<=[.!?:;…])\s+/)
    .filter((sentence) => sentence !== '');

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? [];

/** Groups of vowels, without a silent final e: close enough for an average. */
function syllablesOf(word: string): number {
  const spoken = word.toLowerCase().replace(/(?:[^l]e|es|ed)$/, '');
  return Math.max(1, spoken.match(/[aeiouy]+/g)?.length ?? 1);
}

/** Kincaid et al. 1975: the number of school years that a reader needs. */
function grade(sentences: readonly string[]): number {
  const words = sentences.flatMap(wordsOf);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

describe('what the person reads', () => {
  test('measures a plain sentence lower than an official one', () => {
    const plain = grade(['The cat sat on the mat.']);
    const official = grade([
      'The organisation necessitates authentication preceding communication with administrators.',
    ]);
    expect(plain).toBeLessThan(2);
    expect(official).toBeGreaterThan(12);
  });

  test('has no sentence of more than 20 words', () => {
    const long = read.flatMap(([id, message]) =>
      sentencesOf(message)
        .filter((sentence) => wordsOf(sentence).length > 20)
        .map((sentence) => `${id}: ${sentence}`),
    );
    expect(long).toEqual([]);
  });

  test('needs no more than six years of school', () => {
    // Labels of one or two words would lower the average without making a text easier.
    const sentences = read.flatMap(([, message]) =>
      sentencesOf(message).filter((sentence) => /[.!?]$/.test(sentence)),
    );
    expect(sentences.length).toBeGreaterThan(200);
    expect(grade(sentences)).toBeLessThan(6);
  });

  test('says nothing in the words of those who built Candor', () => {
    const jargon =
      /\b(?:bundles?|manifest|stand-ins?|pseudonyms?|check number|enrol\w*|payload|take (?:it|this) back|anew|by itself|somebody)\b/i;
    expect(read.filter(([, message]) => jargon.test(filled(message)))).toEqual([]);
  });

  test('keeps one verb for one thing: Candor checks, the person opens and searches', () => {
    const looks = /\blook(?:s|ed|ing)? (?:at|for)\b/i;
    expect(read.filter(([, message]) => looks.test(message))).toEqual([]);
  });
});
