import { useState } from 'react';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { call } from '#renderer/base/bridge.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { TextArea } from '#ui/TextField.tsx';
import styles from './Requests.module.css';

/** *Decline* and *This looks wrong*: both end the request, and both can include a message. */
export function AnswerDialog({
  request,
  answer,
  onClose,
}: {
  request: IncomingRequest;
  answer: 'decline' | 'wrong';
  onClose: () => void;
}) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const [sentence, setSentence] = useState('');
  const { jti, engineer, organisation } = request;
  const end = useAction(() =>
    call(answer === 'decline' ? 'requests.decline' : 'requests.report', {
      jti,
      sentence: sentence.trim() || null,
    }),
  );
  return (
    <Dialog
      title={t(`request.${answer}.title`)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('request.back')}</Button>
          <Button
            kind={answer === 'wrong' ? 'danger' : 'primary'}
            busy={end.busy}
            onClick={async () => (await end.run()) && show('home')}
          >
            {t(`request.${answer}.yes`)}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <p>{t(`request.${answer}.text`, { engineer: engineer.name, organisation })}</p>
        <TextArea
          label={t('request.sentence')}
          need="optional"
          rows={2}
          maxLength={1000}
          value={sentence}
          onChange={setSentence}
        />
        {end.error ? <ErrorNotice error={end.error} /> : null}
      </div>
    </Dialog>
  );
}
