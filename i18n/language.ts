import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { filled } from '#contract/primitives/filled.ts';
import type { Text } from '#contract/text/text.ts';
import { closest, type Translations } from './catalogue.ts';
import { pseudoMessage, pseudoText } from './pseudo.ts';

export type Values = Readonly<Record<string, string | number>>;

export interface Language<Id extends string = string> {
  /** A BCP 47 tag that Intl accepts. */
  readonly locale: string;
  /** A message of the catalogue, with its values filled in. */
  t(id: Id, values?: Values): string;
  /**
   * A text that main, a collector or the desk wrote: its English source is its key, and is shown
   * without a translation.
   */
  tText(text: Text): string;
}

/**
 * @param locale BCP 47, or the pseudo-locale: `en-XA`, as CLDR calls it, or `pseudo`. It accents
 * and brackets every message, so that a test sees text that is not in the catalogue.
 * @param source the English messages with ids; none for a program that has only texts
 * @param translations one catalogue per language; without one, the English texts are shown
 */
export function createLanguage<Id extends string>(
  locale: string,
  source: Readonly<Record<Id, string>>,
  translations: Translations = {},
): Language<Id> {
  const pseudo = locale === 'pseudo' || locale === 'en-XA';
  const own = closest(locale, translations) ?? {};
  const i18n = setupI18n();
  // Lingui would parse a message again at every call.
  const compiled = new Map<string, ReturnType<typeof compileMessage>>();
  i18n.setMessagesCompiler((message) => {
    const tokens = compiled.get(message) ?? compileMessage(message);
    compiled.set(message, tokens);
    return tokens;
  });
  const messages = pseudo
    ? Object.fromEntries(
        Object.entries<string>(source).map(([id, message]) => [id, pseudoMessage(message)]),
      )
    : { ...source, ...own };
  i18n.load(locale, messages);
  const known = pseudo ? 'en' : supported(locale);
  i18n.activate(locale, [known]);

  return {
    locale: known,
    t: (id, values) => i18n._(id, values),
    tText: (text) => {
      if (Object.hasOwn(own, text.message)) return i18n._(text.message, text.values);
      // Not ICU: the source comes from outside, and its braces and quotes are literal.
      return filled(pseudo ? pseudoText(text.message) : text.message, text.values);
    },
  };
}

/**
 * A locale that Intl accepts: the system may report an unknown one, such as `C` or `en_US.UTF-8`.
 */
function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
