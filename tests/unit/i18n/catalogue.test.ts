import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { beforeAll, describe, expect, test } from 'vitest';
import { catalogue as collectors } from '#collector/host/catalogue.ts';
import { consoleMessages } from '#desk/console/base/console-messages.ts';
import { windowMessages } from '#renderer/base/window-messages.ts';
import { translationFaults } from '#scripts/generate/messages/translation.ts';
import { unusedIds } from '#scripts/generate/messages/usage.ts';
import {
  catalogueText,
  type Extracted,
  extractMessages,
  localesFolder,
  rooms,
  sourcesOf,
} from '#scripts/generate/messages.ts';

let extracted: Extracted;
beforeAll(async () => {
  extracted = await extractMessages();
});

describe('the English catalogue', () => {
  test('is what the sources say; if not, run node scripts/generate/messages.ts', () => {
    expect(readFileSync(join(localesFolder, 'en.json'), 'utf8')).toBe(
      catalogueText(extracted.catalogue),
    );
  });

  test('defines no id twice in one window', () => {
    expect(extracted.duplicates).toEqual([]);
  });

  test('holds exactly the ids that the compiler knows', () => {
    const { ui, window, console } = extracted.catalogue;
    expect(Object.keys({ ...ui, ...window }).sort()).toEqual(Object.keys(windowMessages).sort());
    expect(Object.keys({ ...ui, ...console }).sort()).toEqual(Object.keys(consoleMessages).sort());
  });

  test('has only valid ICU messages under its ids', () => {
    const { ui, window, console } = extracted.catalogue;
    for (const message of Object.values({ ...ui, ...window, ...console })) {
      expect(() => compileMessageOrThrow(message), message).not.toThrow();
    }
  });

  test('holds the title and the purpose of every collector', () => {
    const words = collectors.flatMap(({ title, purpose }) => [title, purpose]);
    expect(
      words.filter((sentence) => !Object.hasOwn(extracted.catalogue.sentences, sentence)),
    ).toEqual([]);
  });

  test('holds every sentence that the product writes, or the place is named here', () => {
    // Its words are those of `timelineWords`, which the extractor reads directly.
    expect(extracted.unresolved).toEqual([
      expect.stringMatching(/^desk\/console\/features\/incident\/WhatChanged\.tsx:\d+: detail$/),
    ]);
  });
});

test('every id is used by the program that defines it', () => {
  const { ui, window, console } = extracted.catalogue;
  const sources = {
    ui: sourcesOf([rooms.ui]),
    window: sourcesOf([rooms.window]),
    console: sourcesOf([rooms.console]),
  };
  expect([
    ...unusedIds(Object.keys(window), sources.window),
    ...unusedIds(Object.keys(console), sources.console),
    ...unusedIds(Object.keys(ui), [...sources.ui, ...sources.window, ...sources.console]),
  ]).toEqual([]);
});

test.each(globSync('*.json', { cwd: localesFolder }))(
  '%s translates texts that exist, with the values that they have',
  (file) => {
    const translation = JSON.parse(readFileSync(join(localesFolder, basename(file)), 'utf8'));
    // The sentences of English are not ICU: they may hold words of other programs.
    const checked =
      file === 'en.json' ? { ...translation, sentences: {}, native: {} } : translation;
    expect(translationFaults(checked, extracted.catalogue)).toEqual([]);
  },
);
