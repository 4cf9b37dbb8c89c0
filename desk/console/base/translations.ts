import { byLanguage, type Catalogue, closest, type Translations } from '#i18n/catalogue.ts';

/** Each language is a separate chunk, so that only the one in use is loaded. English is always included. */
const sections = [
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], { import: 'ui' }),
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], { import: 'console' }),
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], { import: 'sentences' }),
].map(byLanguage);

/** The catalogue for a locale; null if the console has no translation or could not load it. */
export async function loadTranslations(locale: string): Promise<Translations> {
  try {
    const loaded = await Promise.all(sections.map((section) => closest(locale, section)?.()));
    return { [locale]: Object.assign({}, ...loaded) };
  } catch {
    return {};
  }
}
