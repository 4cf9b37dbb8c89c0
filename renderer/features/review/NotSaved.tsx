import type { NotSaved as NotSavedParts } from '#contract/bundle/not-saved.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import { CheckAgain } from './CheckAgain.tsx';

/** What was found and did not fit on the disk. Without the person's words nothing can be sent. */
export function NotSaved({ notSaved }: { notSaved: NotSavedParts }) {
  const { t } = useText();
  const { words, diskFull, parts } = notSaved;
  const cause = diskFull ? 'full' : 'notSaved';
  // When the disk is why nothing can be sent, the screen's own heading says so.
  const title = words && diskFull ? {} : { title: t(`review.${cause}.title`) };
  return (
    <Notice kind={words ? 'error' : 'warn'} live {...title} actions={<CheckAgain />}>
      {words ? t(`review.${cause}.words`) : t(`review.${cause}.parts`, { count: parts })}
    </Notice>
  );
}
