import { itemId } from '../../../contract/collector.ts';
import { incidentNumber } from '../../../contract/incident.ts';

/** Where the engineer is. Every screen has its own path, so that a link to it can be sent to a colleague. */
export type Route =
  | { page: 'incidents' }
  | { page: 'incident'; number: string }
  | { page: 'item'; number: string; item: string }
  | { page: 'set-up' }
  | { page: 'unknown' };

export function routeOf(pathname: string): Route {
  const [first, number, kind, ...rest] = pathname.split('/').filter(Boolean).map(decoded);
  if (first === undefined) return { page: 'incidents' };
  if (first === 'setup' && number === undefined) return { page: 'set-up' };
  if (first !== 'incidents') return { page: 'unknown' };
  if (number === undefined) return { page: 'incidents' };
  if (!incidentNumber.safeParse(number).success) return { page: 'unknown' };
  if (kind === undefined) return { page: 'incident', number };
  const item = itemId.safeParse(rest.join('/'));
  return kind === 'items' && item.success ? { page: 'item', number, item: item.data } : { page: 'unknown' };
}

export function pathOf(route: Exclude<Route, { page: 'unknown' }>): string {
  switch (route.page) {
    case 'incidents':
      return '/incidents';
    case 'incident':
      return `/incidents/${route.number}`;
    case 'item':
      return `/incidents/${route.number}/items/${route.item}`;
    case 'set-up':
      return '/setup';
  }
}

/** A place inside an item. */
export interface Place {
  /** JSON Pointer (RFC 6901); `''` is the whole document. */
  pointer: string | null;
  /** Counts from 1. */
  line: number | null;
}

/** `#/disks/0` is a JSON Pointer as RFC 6901, section 6 writes it into a URL; `#L12` a line. */
export function fragmentOf({ pointer, line }: Place): string {
  if (line !== null) return `#L${line}`;
  return pointer ? `#${pointer.split('/').map(encodeURIComponent).join('/')}` : '';
}

export function placeOf(fragment: string): Place {
  const line = /^#L(\d{1,9})$/.exec(fragment)?.[1];
  if (line !== undefined) return { pointer: null, line: Math.max(1, Number(line)) };
  return { pointer: fragment.startsWith('#/') ? decoded(fragment.slice(1)) : null, line: null };
}

/** What is not valid percent-encoding means itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
