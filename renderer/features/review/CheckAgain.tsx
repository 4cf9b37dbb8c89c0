import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { checkAgain, useReviewFlow } from './flow.ts';

/** Checks again, after the person has removed the obstacle. */
export function CheckAgain() {
  const { t } = useText();
  const busy = useReviewFlow((flow) => flow.busy === 'check');
  return (
    <Button busy={busy} onClick={() => void checkAgain()}>
      {t('review.checkAgain')}
    </Button>
  );
}
