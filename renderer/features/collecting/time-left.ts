import { useEffect, useState } from 'react';
import { useText } from '#renderer/base/text.ts';

/**
 * A sentence that says how much time is left; null if unknown. Counted from when the check began, even in a
 * window that was reopened. It is only shown, not announced, so that a screen reader does not repeat it every second.
 */
export function useTimeLeft({
  startedAt,
  expectedMs,
}: {
  startedAt: string;
  expectedMs: number | null;
}): string | null {
  const { t, duration } = useText();
  const began = Date.parse(startedAt);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  // A clock that was set back does not add time.
  const elapsedMs = Math.max(0, now - began);
  if (expectedMs === null) return null;
  const left = Math.ceil((expectedMs - elapsedMs) / 1000);
  if (left > 0) return t('collecting.left', { time: duration(left * 1000) });
  // A short overrun is not worth mentioning.
  return elapsedMs > expectedMs * 1.5 + 2000 ? t('collecting.longer') : null;
}
