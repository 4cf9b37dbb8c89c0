import { useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import { apiPath } from '#desk/console/base/api/client.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import styles from './EntryPage.module.css';
import { EntryPage } from './EntryPage.tsx';

/** `oidc`: the name of the organisation's sign-in, if it has one. */
export function SignIn({ organisation, oidc }: { organisation: string; oidc: string | null }) {
  const { t } = useText();
  const { signIn } = useConsole();
  const expired = useConsoleState((state) => state.expired);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [refused] = useState(
    () => new URLSearchParams(window.location.search).get('sign-in') === 'refused',
  );
  const [problem, setProblem] = useState<AppError | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit() {
    if (busy) return;
    const complete = name.trim() !== '' && password !== '' && code?.trim() !== '';
    setMissing(!complete);
    if (!complete) return;
    setBusy(true);
    setProblem(null);
    const failure = await signIn({ name, password, ...(code !== null && { code: code.trim() }) });
    setBusy(false);
    // Not a failure: the password was correct, and the code is needed next.
    const first = failure?.code === 'second-factor-needed' && code === null;
    setProblem(first ? null : failure);
    if (failure?.code === 'second-factor-needed') setCode('');
    if (failure?.code === 'unauthorized') {
      if (code === null) setPassword('');
      else setCode('');
    }
  }

  return (
    <EntryPage title={t('signIn.title')} intro={t('signIn.at', { organisation })}>
      {expired && !problem ? (
        <Notice kind="info" live>
          {t('signIn.expired')}
        </Notice>
      ) : null}
      {refused && !problem ? (
        <Notice kind="warn" live>
          {t('signIn.refused')}
        </Notice>
      ) : null}
      <Form
        layout="entry"
        action={{ busy, problem }}
        submit={t('signIn.submit')}
        kind="primary"
        onSubmit={submit}
      >
        <TextField
          label={t('signIn.name')}
          autoComplete="username"
          spellCheck={false}
          value={name}
          onChange={setName}
        />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={missing && code === null ? t('signIn.missing') : null}
        />
        {code === null ? null : (
          <TextField
            label={t('signIn.code')}
            help={t('signIn.code.help')}
            ref={(input) => {
              if (input && code === '' && !busy) input.focus();
            }}
            inputMode="text"
            autoComplete="one-time-code"
            spellCheck={false}
            maxLength={20}
            value={code}
            onChange={setCode}
            error={missing ? t('signIn.code.missing') : null}
          />
        )}
      </Form>
      {oidc === null ? null : (
        <p className={styles.actions}>
          <a href={apiPath('oidc.begin')}>{t('signIn.oidc', { name: oidc })}</a>
        </p>
      )}
    </EntryPage>
  );
}
