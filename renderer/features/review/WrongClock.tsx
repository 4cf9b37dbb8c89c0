import type { ClockDifference } from '#contract/primitives/clock.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import { CheckAgain } from './CheckAgain.tsx';

/** A warning before the person agrees: the desk would reject a bundle with a date that is far off. */
export function WrongClock({ clock }: { clock: ClockDifference }) {
  const { t, dateTime } = useText();
  return (
    <Notice kind="warn" title={t('review.clock.title')} actions={<CheckAgain />}>
      <p>{t('review.clock.dates', { here: dateTime(clock.here), desk: dateTime(clock.desk) })}</p>
      {clock.blocksSending ? <p>{t('review.clock.blocks')}</p> : null}
      <p>{t('review.clock.fix')}</p>
    </Notice>
  );
}
