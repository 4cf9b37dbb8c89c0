import { useState } from 'react';
import type { AppError } from '../../../contract/result.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { ErrorNotice, Notice } from '../../../renderer/ui/Notice.tsx';
import { TextField } from '../../../renderer/ui/TextField.tsx';
import { useConsole, useConsoleState } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import styles from './EntryPage.module.css';
import { EntryPage } from './EntryPage.tsx';

export function SignIn({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { signIn } = useConsole();
  const expired = useConsoleState((state) => state.expired);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<AppError | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit() {
    if (busy) return;
    const complete = name.trim() !== '' && password !== '';
    setMissing(!complete);
    if (!complete) return;
    setBusy(true);
    setProblem(null);
    const failure = await signIn({ name, password });
    setBusy(false);
    setProblem(failure);
    if (failure?.code === 'unauthorized') setPassword('');
  }

  return (
    <EntryPage title={t('signIn.title')} intro={t('signIn.at', { organisation })}>
      {expired && !problem ? (
        <Notice kind="info" live>
          {t('signIn.expired')}
        </Notice>
      ) : null}
      {problem ? <ErrorNotice error={problem} /> : null}
      <form
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField label={t('signIn.name')} autoComplete="username" spellCheck={false} value={name} onChange={setName} />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={missing ? t('signIn.missing') : null}
        />
        <div className={styles.actions}>
          <Button kind="primary" type="submit" busy={busy}>
            {t('signIn.submit')}
          </Button>
        </div>
      </form>
    </EntryPage>
  );
}
