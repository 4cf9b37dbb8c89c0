import { useSyncExternalStore } from 'react';
import { useText } from '../use-text.ts';
import { relativeTime } from './relative.ts';

/** One clock for the whole page, because each row of the list shows a time. */
const minute = 60_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Every row subscribes. They share one time, so that none renders twice.
  if (Date.now() - now > minute) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, minute);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How long ago, with the exact time on hover and for screen readers that read titles. */
export function RelativeTime({ at }: { at: string }) {
  const { dateTime, locale } = useText();
  const current = useSyncExternalStore(subscribe, () => now);
  return (
    <time dateTime={at} title={dateTime(at)}>
      {relativeTime(at, current, locale)}
    </time>
  );
}
