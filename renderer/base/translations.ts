import { type Catalogue, joinSections } from '#i18n/catalogue.ts';

/** What the window shows, in every language that it comes in; English is in `window-messages.ts`. */
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
