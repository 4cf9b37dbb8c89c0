import { createLanguage } from '#i18n/language.ts';
import type { Say } from './texts.ts';
import { translations } from './translations.ts';

/** Says texts in the language of `localeNow` (BCP 47), which the policy may change while Candor runs. */
export function createSay(localeNow: () => string): Say {
  let locale = localeNow();
  let language = createLanguage(locale, {}, translations);
  const say: Say = (message, values) => {
    const current = localeNow();
    if (current !== locale) {
      locale = current;
      language = createLanguage(locale, {}, translations);
    }
    return language.tText({ message, values });
  };
  return say;
}
