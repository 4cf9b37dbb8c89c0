import { type Catalogue, joinSections } from '#i18n/catalogue.ts';

/** The window's translations. English is in `window-messages.ts`. */
export const translations = joinSections(
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], {
    eager: true,
    import: 'ui',
  }),
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], {
    eager: true,
    import: 'window',
  }),
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], {
    eager: true,
    import: 'sentences',
  }),
);
