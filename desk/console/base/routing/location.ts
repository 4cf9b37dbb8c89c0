import { useSyncExternalStore } from 'react';

/** `?locale=` sets the language of this window and is kept on navigation; other query parameters are dropped. */
const locale = new URLSearchParams(window.location.search).get('locale');

export const chosenLocale: string | null = locale;

export const hrefOf = (path: string, fragment = ''): string =>
  `${path}${locale === null ? '' : `?${new URLSearchParams({ locale })}`}${fragment}`;

const listeners = new Set<() => void>();
function changed(): void {
  for (const listener of listeners) listener();
}
window.addEventListener('popstate', changed);
window.addEventListener('hashchange', changed);

export function navigate(path: string, fragment = ''): void {
  window.history.pushState(null, '', hrefOf(path, fragment));
  changed();
}

/** Changes the address of this page without adding to the browser's history. */
export function replaceFragment(fragment: string): void {
  window.history.replaceState(
    null,
    '',
    `${window.location.pathname}${window.location.search}${fragment}`,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePathname = (): string =>
  useSyncExternalStore(subscribe, () => window.location.pathname);
export const useFragment = (): string =>
  useSyncExternalStore(subscribe, () => window.location.hash);
