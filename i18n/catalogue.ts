/**
 * id → ICU message, in one language. The id of a sentence without an id is the English sentence
 * itself.
 */
export type Catalogue = Readonly<Record<string, string>>;

/** Language (BCP 47) → its catalogue. */
export type Translations = Readonly<Record<string, Catalogue>>;

/**
 * Path of `i18n/locales/LANGUAGE.json` → one section of that file, as returned by
 * `import.meta.glob`.
 */
export type CatalogueFiles<Section> = Readonly<Record<string, Section>>;

/**
 * Language → the content of its file. Each program imports only the sections that it shows, so that
 * the bundler drops the others.
 */
export function byLanguage<Section>(files: CatalogueFiles<Section>): Record<string, Section> {
  return Object.fromEntries(
    Object.entries(files).map(([path, section]) => [path.replace(/^.*\/|\.json$/g, ''), section]),
  );
}

/** Joins the sections of each language. Each id is in one section only. */
export function joinSections(...sections: readonly CatalogueFiles<Catalogue>[]): Translations {
  const joined: Record<string, Catalogue> = {};
  for (const files of sections) {
    for (const [language, section] of Object.entries(byLanguage(files)))
      joined[language] = { ...joined[language], ...section };
  }
  return joined;
}

/**
 * The catalogue for a locale, or for the closest parent (RFC 4647, lookup): `zh-Hant-TW`,
 * `zh-Hant`, `zh`.
 */
export function closest<T>(locale: string, languages: Readonly<Record<string, T>>): T | undefined {
  for (let name = locale; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
    if (Object.hasOwn(languages, name)) return languages[name];
  }
  return undefined;
}
