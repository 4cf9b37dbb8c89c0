/// <reference types="vite/types/importMeta.d.ts" />
import { type Catalogue, joinSections } from '#i18n/catalogue.ts';

/** The words of tray, notifications, menus and dialogs, in every language that Candor comes in; English is in `texts.ts`. */
export const translations = joinSections(
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], {
    eager: true,
    import: 'native',
  }),
);
