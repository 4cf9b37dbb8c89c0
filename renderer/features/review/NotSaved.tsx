import type { NotSaved as NotSavedParts } from '#contract/bundle/not-saved.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import { CheckAgain } from './CheckAgain.tsx';

/** Items that could not be saved because the disk is full. Nothing can be sent without the person's description. */
export function NotSaved({ notSaved }: { notSaved: NotSavedParts }) {
  const { t } = useText();
  const { words, diskFull, parts } = notSaved;
  const cause = diskFull ? 'full' : 'notSaved';
  // If the disk is the reason why nothing can be sent, the screen's heading already says so.
  const title = words && diskFull ? {} : { title: t(`review.${cause}.title`) };
  return (
    <Notice kind={words ? 'error' : 'warn'} live {...title} actions={<CheckAgain />}>
      {words ? t(`review.${cause}.words`) : t(`review.${cause}.parts`, { count: parts })}
    </Notice>
  );
}
