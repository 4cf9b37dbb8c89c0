import type { AppError } from '#contract/errors/result.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { useText } from './use-text.ts';

interface ProblemProps {
  /** Left out where the problem's message already says what failed. */
  title?: string;
  error: AppError;
  again?: () => void;
}

/** Says what could not be loaded, why, and what to do. */
export function Problem({ title, error, again }: ProblemProps) {
  const { t, tText } = useText();
  return (
    <Notice
      kind="error"
      live
      {...(title && { title })}
      detail={error.detail}
      actions={
        again ? (
          <Button size="small" onClick={again}>
            {t('app.tryAgain')}
          </Button>
        ) : null
      }
    >
      {tText(error.message)}
    </Notice>
  );
}
