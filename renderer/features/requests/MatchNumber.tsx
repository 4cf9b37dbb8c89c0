import { type FormEvent, useRef, useState } from 'react';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { call } from '#renderer/base/bridge.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { ErrorNotice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import { AnswerBar } from './AnswerBar.tsx';
import { Asker } from './Asker.tsx';
import styles from './Requests.module.css';

/** Requests by phone: nothing happens until the person has typed the number that they hear. */
export function MatchNumber({ request }: { request: IncomingRequest }) {
  const { t } = useText();
  const field = useRef<HTMLInputElement>(null);
  const [number, setNumber] = useState('');
  const [missing, setMissing] = useState(false);
  const match = useAction(() => call('requests.matched', { jti: request.jti, number }));

  const submit = async () => {
    setMissing(number.trim() === '');
    if (number.trim() !== '' && (await match.run())) return;
    field.current?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };

  return (
    <Screen
      title={t('match.title')}
      lead={t('match.lead')}
      actions={
        <AnswerBar
          request={request}
          mayDecline={false}
          wrongLabel={t('match.wrong')}
          yes={{ label: t('match.yes'), busy: match.busy, onClick: () => void submit() }}
        />
      }
    >
      {match.error ? <ErrorNotice error={match.error} /> : null}
      <form className={styles.form} noValidate onSubmit={onSubmit}>
        <TextField
          ref={field}
          label={t('match.field')}
          help={t('match.field.help')}
          value={number}
          maxLength={20}
          inputMode="numeric"
          autoComplete="off"
          error={missing && number.trim() === '' ? t('match.missing') : null}
          onChange={setNumber}
        />
      </form>
      <div className={styles.sections}>
        <Asker request={request} />
      </div>
    </Screen>
  );
}
