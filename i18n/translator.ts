import type { Translations } from './catalogue.ts';
import { createFormats, type Formats } from './formats.ts';
import { createLanguage, type Language } from './language.ts';

export interface Translator<Id extends string = string> extends Language<Id>, Formats {}

/**
 * A language and its number and date formats, for a window.
 * @param locale as for `createLanguage`; without a catalogue for the language, the English texts
 * are shown with the locale's own numbers and dates.
 */
export function createTranslator<Id extends string>(
  locale: string,
  english: Readonly<Record<Id, string>>,
  translations?: Translations,
): Translator<Id> {
  const language = createLanguage(locale, english, translations);
  return { ...language, ...createFormats(language.locale) };
}
