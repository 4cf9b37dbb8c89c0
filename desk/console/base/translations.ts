import { byLanguage, type Catalogue, closest, type Translations } from '#i18n/catalogue.ts';

/** Loaded over the network, so only the language in use is: each file is a chunk of its own. English is always there. */
const sections = [
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], { import: 'ui' }),
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], { import: 'console' }),
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], { import: 'sentences' }),
].map(byLanguage);

/** The catalogue for a locale; none where the console has no translation, or where it could not be loaded. */
export async function loadTranslations(locale: string): Promise<Translations> {
  try {
    const loaded = await Promise.all(sections.map((section) => closest(locale, section)?.()));
    return { [locale]: Object.assign({}, ...loaded) };
  } catch {
    return {};
  }
}
