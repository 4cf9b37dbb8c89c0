import { useEffect, useState } from 'react';

/** Milliseconds after the last key before the desk is called. */
const typingMs = 200;

/** The text of a search box, passed on when typing pauses. `current`: the current search. */
export function useTyped(
  current: string,
  onTyped: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the timer.
  useEffect(() => {
    if (text.trim() === current) return;
    const timer = setTimeout(() => onTyped(text.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  // The search can also be cleared elsewhere.
  useEffect(() => setText((typed) => (typed.trim() === current ? typed : current)), [current]);
  return [text, setText];
}
