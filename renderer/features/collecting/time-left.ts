import { useEffect, useState } from 'react';
import { useText } from '#renderer/base/text.ts';

/**
 * What is left of the usual time, as a sentence; null where nothing is known. Counted from when the look began, also for a
 * window that was closed and opened meanwhile; only for the eye, so that a screen reader is not told every second.
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
  // A clock that is set back meanwhile adds nothing.
  const elapsedMs = Math.max(0, now - began);
  if (expectedMs === null) return null;
  const left = Math.ceil((expectedMs - elapsedMs) / 1000);
  if (left > 0) return t('collecting.left', { time: duration(left * 1000) });
  // A moment over is not worth a word.
  return elapsedMs > expectedMs * 1.5 + 2000 ? t('collecting.longer') : null;
}
