import { useState } from 'react';
import type { AppError } from '../../../contract/result.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { ErrorNotice } from '../../../renderer/ui/Notice.tsx';
import { TextField } from '../../../renderer/ui/TextField.tsx';
import { navigate } from '../routing/location.ts';
import { pathOf } from '../routing/routes.ts';
import { useConsole } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import styles from './EntryPage.module.css';
import { EntryPage } from './EntryPage.tsx';

const passwordLength = 12;

/** The page behind an invitation's link: a colleague chooses their password. */
export function Join({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { join } = useConsole();
  const [token] = useState(() => new URLSearchParams(window.location.search).get('token') ?? '');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [checked, setChecked] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const lacking = Math.max(0, passwordLength - password.length);
  const errors = {
    password: lacking > 0 ? t('setUp.password.short', { count: lacking }) : null,
    again: again === password ? null : t('setUp.again.differs'),
  };

  async function submit() {
    setChecked(true);
    if (busy || errors.password || errors.again) return;
    setBusy(true);
    const failure = await join({ token, password });
    setBusy(false);
    setProblem(failure);
    if (!failure) navigate(pathOf({ page: 'account' }));
  }

  return (
    <EntryPage title={t('join.title')} intro={t('join.intro', { organisation })}>
      {problem ? <ErrorNotice error={problem} /> : null}
      <form
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={t('setUp.password')}
          help={t('setUp.password.help')}
          type="password"
          autoComplete="new-password"
          maxLength={200}
          value={password}
          onChange={setPassword}
          error={checked ? errors.password : null}
        />
        <TextField
          label={t('setUp.again')}
          type="password"
          autoComplete="new-password"
          maxLength={200}
          value={again}
          onChange={setAgain}
          error={checked ? errors.again : null}
        />
        <div className={styles.actions}>
          <Button kind="primary" type="submit" busy={busy}>
            {t('join.submit')}
          </Button>
        </div>
      </form>
    </EntryPage>
  );
}
