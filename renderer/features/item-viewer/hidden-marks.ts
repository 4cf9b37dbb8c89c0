import { useMemo } from 'react';
import { useText } from '#renderer/base/text.ts';
import type { Mark, MarksIn } from '#ui/text-marks.ts';
import { kindName } from '../review/kind-name.ts';

/** The text that replaces a value: `[secret:…]`, or a known kind and a number. */
const replaced =
  /\[secret:([a-z0-9-]{1,60})\]|(?<![A-Za-z0-9])(user|name|home|host|domain|ip|mac|duid|email|id|phone|word|account|person|machine|ssid|iban|serial|ident|address|birth|pattern)-[1-9]\d{0,8}(?:\.[1-9]\d{0,3})?(?![A-Za-z0-9])/g;
const longest = 80;

/** Marks each hidden value with its reason. Only processes the rows on the screen. */
export function useHiddenMarks(): MarksIn {
  const { t } = useText();
  return useMemo(
    () => (text, start, end) => {
      // A row may begin or end in the middle of a mark.
      const from = Math.max(0, start - longest);
      const part = text.slice(from, Math.min(text.length, end + longest));
      return [...part.matchAll(replaced)].map(({ 0: found, 1: secret, 2: kind, index }): Mark => {
        const what = secret === undefined ? t(kindName(kind ?? '')) : t('kind.secret');
        return {
          start: from + index,
          end: from + index + found.length,
          title: t('hidden.mark', { what }),
        };
      });
    },
    [t],
  );
}
