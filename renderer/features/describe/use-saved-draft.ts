import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft } from '#contract/text/description.ts';
import { call } from '#renderer/base/bridge.ts';

const pauseMilliseconds = 400;

/**
 * The description while the person types it: shown at once, and saved by main after a pause and on leaving the field, the
 * screen or the window. What the person types is newer than anything that main sends.
 */
export function useSavedDraft(initial: Draft) {
  const [draft, setDraft] = useState(initial);
  const latest = useRef(initial);
  const saved = useRef(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    if (saved.current === latest.current) return;
    saved.current = latest.current;
    const result = await call('session.saveDraft', latest.current);
    // Not saved: the next change or blur tries again.
    if (!result.ok) saved.current = initial;
  }, [initial]);

  const change = (part: Partial<Draft>) => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), pauseMilliseconds);
  };

  useEffect(() => {
    const leave = () => void flush();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [flush]);

  return { draft, change, flush };
}
