import { z } from 'zod';
import { thumbprint } from '#contract/bundle/receipt.ts';
import { itemId } from '#contract/collector/collector.ts';
import { incidentNumber } from '#contract/http/incident.ts';

/** The current page. Every page has a path, so that an engineer can send a link to a colleague. */
export type Route =
  | { page: 'incidents' }
  | { page: 'incident'; number: string }
  | { page: 'item'; number: string; item: string }
  | { page: 'requests' }
  | { page: 'request'; jti: string }
  | { page: 'devices' }
  | { page: 'device'; id: string }
  | { page: 'people' }
  | { page: 'settings' }
  | { page: 'audit' }
  | { page: 'account' }
  | { page: 'join' }
  | { page: 'reset' }
  | { page: 'set-up' }
  | { page: 'unknown' };

export function routeOf(pathname: string): Route {
  const [first, number, kind, ...rest] = pathname.split('/').filter(Boolean).map(decoded);
  if (first === undefined) return { page: 'incidents' };
  if (first === 'setup' && number === undefined) return { page: 'set-up' };
  if (number === undefined && isPlain(first)) return { page: first };
  if (first === 'requests' && kind === undefined)
    return idRoute(z.uuid(), number, (jti) => ({ page: 'request', jti }));
  if (first === 'devices' && kind === undefined)
    return idRoute(thumbprint, number, (id) => ({ page: 'device', id }));
  if (first !== 'incidents') return { page: 'unknown' };
  if (number === undefined) return { page: 'incidents' };
  if (!incidentNumber.safeParse(number).success) return { page: 'unknown' };
  if (kind === undefined) return { page: 'incident', number };
  const item = itemId.safeParse(rest.join('/'));
  return kind === 'items' && item.success
    ? { page: 'item', number, item: item.data }
    : { page: 'unknown' };
}

/** Pages whose path equals their name. */
const plain = [
  'requests',
  'devices',
  'people',
  'settings',
  'audit',
  'account',
  'join',
  'reset',
] as const;
const isPlain = (name: string): name is (typeof plain)[number] =>
  (plain as readonly string[]).includes(name);

function idRoute(
  schema: z.ZodType<string>,
  id: string | undefined,
  route: (id: string) => Route,
): Route {
  const parsed = schema.safeParse(id);
  return parsed.success ? route(parsed.data) : { page: 'unknown' };
}

export function pathOf(route: Exclude<Route, { page: 'unknown' }>): string {
  switch (route.page) {
    case 'incidents':
      return '/incidents';
    case 'incident':
      return `/incidents/${route.number}`;
    case 'item':
      return `/incidents/${route.number}/items/${route.item}`;
    case 'request':
      return `/requests/${route.jti}`;
    case 'device':
      return `/devices/${route.id}`;
    case 'set-up':
      return '/setup';
    default:
      return `/${route.page}`;
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

/** Returns invalid percent-encoding unchanged. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
