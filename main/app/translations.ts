/// <reference types="vite/types/importMeta.d.ts" />
import { type Catalogue, joinSections } from '#i18n/catalogue.ts';

/** The translations of tray, notifications, menus and dialogs. English is in `texts.ts`. */
export const translations = joinSections(
  import.meta.glob<Catalogue>(['#locales/*.json', '!#locales/en.json'], {
    eager: true,
    import: 'native',
  }),
);
