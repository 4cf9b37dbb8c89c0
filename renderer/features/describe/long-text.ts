import { type ClipboardEvent, useRef } from 'react';
import type { Draft } from '#contract/text/description.ts';
import { descriptionLimits } from '#contract/text/description-limits.ts';

/** What to do about a text that does not fit the form. Nothing is moved or cut before the person says so. */
export interface LongText {
  /** Not fitting now. */
  tooLong: boolean;
  /** The part of the draft with the long text attached; null when it is too long even for that. */
  attached: Pick<Draft, 'happened' | 'attachedText'> | null;
  onPaste(event: ClipboardEvent<HTMLTextAreaElement>): void;
}

/** When the last paste made the text too long, that paste is what becomes the attachment; otherwise all of the text does. */
export function useLongText({ happened, attachedText = '' }: Draft): LongText {
  const pasted = useRef({ text: '', without: '', all: '' });
  const tooLong = happened.trim().length > descriptionLimits.happened;
  const { text, without, all } = pasted.current;
  const moved =
    all === happened && without.length <= descriptionLimits.happened
      ? { text, without }
      : { text: happened, without: '' };
  const together = attachedText === '' ? moved.text : `${attachedText}\n${moved.text}`;
  return {
    tooLong,
    attached:
      tooLong && together.length <= descriptionLimits.attachedText
        ? { happened: moved.without, attachedText: together }
        : null,
    onPaste(event) {
      const { value, selectionStart, selectionEnd } = event.currentTarget;
      const [before, after] = [value.slice(0, selectionStart), value.slice(selectionEnd)];
      // A text field turns every kind of line end into this one.
      const own = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n');
      pasted.current = { text: own, without: before + after, all: before + own + after };
    },
  };
}
