import { useEffect, useState } from 'react';
import { useText } from '../../app/text.ts';

/**
 * What is left of the usual time, as a sentence; null where nothing is known. Counted from when the screen appeared, which
 * is when the look began; only for the eye, so that a screen reader is not told every second.
 */
export function useTimeLeft(expectedMs: number | null): string | null {
  const { t, duration } = useText();
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setElapsedMs(performance.now() - began), 1000);
    return () => clearInterval(timer);
  }, []);
  if (expectedMs === null) return null;
  const left = Math.ceil((expectedMs - elapsedMs) / 1000);
  if (left > 0) return t('progress.left', { time: duration(left * 1000) });
  // A moment over is not worth a word.
  return elapsedMs > expectedMs * 1.5 + 2000 ? t('progress.longer') : null;
}
