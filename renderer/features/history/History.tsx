import { useMirror } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { SubmissionList } from './SubmissionList.tsx';

export function History() {
  const { t } = useText();
  const submissions = useMirror((mirror) => mirror.submissions ?? []);
  const show = useNavigation((navigation) => navigation.show);
  if (submissions.length === 0) {
    return (
      <Screen title={t('history.title')}>
        <EmptyState
          icon="clock"
          title={t('history.empty')}
          action={
            <Button kind="primary" onClick={() => show('help')}>
              {t('home.getHelp')}
            </Button>
          }
        >
          {t('history.empty.text')}
        </EmptyState>
      </Screen>
    );
  }
  return (
    <Screen title={t('history.title')} lead={t('history.lead')}>
      <SubmissionList submissions={submissions} />
    </Screen>
  );
}
