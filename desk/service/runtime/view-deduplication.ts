import type { Context } from '../context.ts';
import type { Session } from '../domain/auth/sessions.ts';

/** Milliseconds within which a session that reads an incident again counts as one view: the page reloads automatically. */
const viewMs = 10 * 60_000;
const mostViews = 20_000;

export function isNewView(
  { views, now }: Pick<Context, 'views' | 'now'>,
  { key }: Pick<Session, 'key'>,
  number: string,
): boolean {
  const name = `${key} ${number}`;
  const nowMs = now().getTime();
  const before = views.get(name);
  if (before !== undefined && nowMs - before < viewMs) return false;
  views.delete(name);
  views.set(name, nowMs);
  const oldest = views.size > mostViews ? views.keys().next() : null;
  if (oldest && !oldest.done) views.delete(oldest.value);
  return true;
}
