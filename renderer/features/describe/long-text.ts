import { type ClipboardEvent, useRef } from 'react';
import type { Draft } from '#contract/text/description.ts';
import { descriptionLimits } from '#contract/text/description-limits.ts';

/** Handles a text that is too long for the form. Nothing is moved or cut until the person chooses to. */
export interface LongText {
  /** The text is too long. */
  tooLong: boolean;
  /** The draft's new fields with the long text attached; null if the text is too long to attach. */
  attached: Pick<Draft, 'happened' | 'attachedText'> | null;
  onPaste(event: ClipboardEvent<HTMLTextAreaElement>): void;
}

/** If the last paste made the text too long, only that paste is attached; otherwise the whole text is. */
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
      // A text field normalises all line ends to LF.
      const text = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n');
      pasted.current = { text, without: before + after, all: before + text + after };
    },
  };
}
