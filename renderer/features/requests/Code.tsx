import { type FormEvent, useRef, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import { call } from '#renderer/base/bridge.ts';
import { useMirror, useOrganisation } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import { CallBack } from './CallBack.tsx';
import styles from './Requests.module.css';

/** Asks for the code that the person hears on the phone. `filled`: the code from a link, which is the same as typing it. */
export function Code({ filled }: { filled: string }) {
  const { t, time } = useText();
  const organisation = useOrganisation() ?? '';
  const open = useNavigation((navigation) => navigation.request);
  const lockedUntil = useMirror(({ asked }) => asked?.codesLockedUntil ?? null);
  const field = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState(filled);
  const [missing, setMissing] = useState(false);
  const [state, setState] = useState<{ busy: boolean; error: AppError | null }>({
    busy: false,
    error: null,
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (state.busy) return;
    setMissing(code.trim() === '');
    if (code.trim() === '') return field.current?.focus();
    setState({ busy: true, error: null });
    const result = await call('requests.redeem', { code: code.trim().slice(0, 40) });
    setState({ busy: false, error: result.ok ? null : result.error });
    if (result.ok) open(result.value.jti);
    else field.current?.focus();
  };

  return (
    <Screen title={t('code.title')} lead={t('code.lead', { organisation })}>
      {lockedUntil ? (
        <Notice kind="warn">{t('code.locked', { time: time(lockedUntil) })}</Notice>
      ) : null}
      {filled && code === filled ? <Notice>{t('code.filled')}</Notice> : null}
      <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          ref={field}
          label={t('code.field')}
          help={t('code.field.help')}
          value={code}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          error={missing && code.trim() === '' ? t('code.missing') : null}
          onChange={setCode}
        />
        {state.error ? <ErrorNotice error={state.error} /> : null}
        <Button kind="primary" type="submit" busy={state.busy}>
          {t('code.go')}
        </Button>
      </form>
      <Notice kind="warn">
        <p>{t('code.warning', { organisation })}</p>
        <CallBack organisation={organisation} />
      </Notice>
    </Screen>
  );
}
