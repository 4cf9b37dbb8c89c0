import { type Catalogue, createLanguage, type Language } from '../../contract/language.ts';
import { createFormats, type Formats } from './format.ts';
import { uiMessages } from './messages/en.ts';

export interface Translator<Id extends string = string> extends Language<Id>, Formats {}

/**
 * @param locale as for `createLanguage`; without a catalogue of that language the English texts are shown, with the
 *   locale's own numbers and dates.
 * @param english the window's own English messages; those of the shared components are added.
 */
export function createTranslator<Id extends string>(
  locale: string,
  english: Readonly<Record<Id, string>>,
  translations?: Readonly<Record<string, Catalogue>>,
): Translator<Id | keyof typeof uiMessages> {
  const language = createLanguage(locale, { ...uiMessages, ...english }, translations);
  return { ...language, ...createFormats(language.locale) };
}
