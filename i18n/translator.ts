import type { Translations } from './catalogue.ts';
import { createFormats, type Formats } from './formats.ts';
import { createLanguage, type Language } from './language.ts';

export interface Translator<Id extends string = string> extends Language<Id>, Formats {}

/**
 * A language with its ways of writing numbers and dates, as a window needs it.
 * @param locale as for `createLanguage`; without a catalogue of that language the English texts are shown, with the
 *   locale's own numbers and dates.
 */
export function createTranslator<Id extends string>(
  locale: string,
  english: Readonly<Record<Id, string>>,
  translations?: Translations,
): Translator<Id> {
  const language = createLanguage(locale, english, translations);
  return { ...language, ...createFormats(language.locale) };
}
