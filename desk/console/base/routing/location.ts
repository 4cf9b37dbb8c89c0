import { useSyncExternalStore } from 'react';

/** `?locale=` chooses the language of this window and stays with it; nothing else in a query belongs to a later page. */
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

/** Changes where a link to this page points, without another step in the browser's history. */
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
