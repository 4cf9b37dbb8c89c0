import { useEffect, useRef, useState } from 'react';

/** The contract's limits for a text to hide everywhere. */
const shortest = 2;
const longest = 500;

/** The selected text inside an area, if it is within one line and may be hidden; otherwise empty. */
export function useSelectedText() {
  const area = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState('');
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection();
      const inside =
        selection?.anchorNode &&
        selection.focusNode &&
        area.current?.contains(selection.anchorNode);
      const text =
        inside && area.current?.contains(selection.focusNode) ? selection.toString().trim() : '';
      setSelected(
        text.length < shortest || text.length > longest || text.includes('\n') ? '' : text,
      );
    };
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, []);
  return { area, selected };
}
