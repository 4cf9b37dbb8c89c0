import { useEffect, useState } from 'react';

/** Milliseconds after the last key until the desk is asked. */
const typingMs = 200;

/** What is typed into a search box, handed on when the typing pauses. `asked`: what is being searched for now. */
export function useTyped(
  asked: string,
  onTyped: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait.
  useEffect(() => {
    if (text.trim() === asked) return;
    const timer = setTimeout(() => onTyped(text.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  // The search can also be emptied elsewhere.
  useEffect(() => setText((typed) => (typed.trim() === asked ? typed : asked)), [asked]);
  return [text, setText];
}
