import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Text } from '../../contract/text.ts';
import { createFormats, type Formats } from './format.ts';
import { uiMessages } from './messages/en.ts';
import { pseudoMessage, pseudoText } from './pseudo.ts';

/** id → ICU message, in one language. */
export type Catalogue = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

/** Accents and brackets every message, so that a test sees text that goes past the catalogue. */
export const pseudoLocale = 'pseudo';

export interface Translator<Id extends string = string> extends Formats {
  readonly locale: string;
  /** A message of the catalogue, with its values filled in. */
  t(id: Id, values?: Values): string;
  /** A text that came from main, a collector or the desk: its English source is its key, and what is shown without one. */
  tText(text: Text): string;
}

/** `{name}` becomes `values.name`. Not ICU: the source comes from outside, and its braces and quotes mean themselves. */
function fillIn(message: string, values: Text['values']): string {
  return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values && Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? placeholder : String(value);
  });
}

/**
 * @param locale BCP 47, or `pseudo`. Without a catalogue of that language the English texts are shown, with the
 *   locale's own numbers and dates.
 * @param english the window's own English messages; those of the shared components are added.
 * @param translations language → catalogue, with own message ids and with English source texts as ids.
 */
export function createTranslator<Id extends string>(
  locale: string,
  english: Readonly<Record<Id, string>>,
  translations: Readonly<Record<string, Catalogue>> = {},
): Translator<Id | keyof typeof uiMessages> {
  const pseudo = locale === pseudoLocale;
  const source: Catalogue = { ...uiMessages, ...english };
  const own = translations[locale] ?? translations[locale.split('-')[0] ?? ''] ?? {};
  const i18n = setupI18n();
  // Lingui would parse a message again at every call.
  const compiled = new Map<string, ReturnType<typeof compileMessage>>();
  i18n.setMessagesCompiler((message) => {
    const tokens = compiled.get(message) ?? compileMessage(message);
    compiled.set(message, tokens);
    return tokens;
  });
  const messages = pseudo
    ? Object.fromEntries(Object.entries(source).map(([id, message]) => [id, pseudoMessage(message)]))
    : { ...source, ...own };
  i18n.load(locale, messages);
  const known = pseudo ? 'en' : supported(locale);
  i18n.activate(locale, [known]);

  return {
    locale: known,
    t: (id, values) => i18n._(id, values),
    tText: ({ message, values }) => {
      if (Object.hasOwn(own, message)) return i18n._(message, values);
      return fillIn(pseudo ? pseudoText(message) : message, values);
    },
    ...createFormats(known),
  };
}

/** A locale that Intl accepts: the system may report one it does not know, such as `C` or `en_US.UTF-8`. */
function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
