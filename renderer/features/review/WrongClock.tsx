import type { ClockDifference } from '#contract/primitives/clock.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import { CheckAgain } from './CheckAgain.tsx';

/** Said before the person agrees: with a date that is far off, the desk would refuse what they send. */
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
