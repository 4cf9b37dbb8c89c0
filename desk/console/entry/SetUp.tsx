import { useState } from 'react';
import type { ConsoleSession } from '../../../contract/console-api.ts';
import type { AppError } from '../../../contract/result.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { ErrorNotice, Notice } from '../../../renderer/ui/Notice.tsx';
import { Switch } from '../../../renderer/ui/Switch.tsx';
import { TextField } from '../../../renderer/ui/TextField.tsx';
import { navigate } from '../routing/location.ts';
import { pathOf } from '../routing/routes.ts';
import { useConsole } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import styles from './EntryPage.module.css';
import { EntryPage } from './EntryPage.tsx';

/** The contract's rule, counted as it counts: in UTF-16 units. */
const passwordLength = 12;

/** The page behind the one-time link. Once an account exists it only says that its work is done. */
export function SetUp({ session }: { session: ConsoleSession }) {
  const { t } = useText();
  // Kept from the first render on: the address loses the token when the account is made.
  const [token] = useState(() => new URLSearchParams(window.location.search).get('token') ?? '');
  if (!session.setupNeeded) return <SetUpDone signedIn={session.engineer !== null} />;
  if (token === '') {
    return (
      <EntryPage title={t('setUp.noToken.title')}>
        <p>{t('setUp.noToken.text')}</p>
      </EntryPage>
    );
  }
  return <SetUpForm organisation={session.organisation} token={token} />;
}

export function SetUpNeeded() {
  const { t } = useText();
  return (
    <EntryPage title={t('setUp.needed.title')}>
      <p>{t('setUp.needed.text')}</p>
    </EntryPage>
  );
}

function SetUpDone({ signedIn }: { signedIn: boolean }) {
  const { t } = useText();
  return (
    <EntryPage title={t('setUp.done.title')}>
      <Notice kind="info">{t('setUp.done.text')}</Notice>
      <div className={styles.actions}>
        <Button kind="primary" onClick={() => navigate(pathOf({ page: 'incidents' }))}>
          {t(signedIn ? 'app.toIncidents' : 'setUp.done.signIn')}
        </Button>
      </div>
    </EntryPage>
  );
}

function SetUpForm({ organisation, token }: { organisation: string; token: string }) {
  const { t } = useText();
  const { setUp, loadSession } = useConsole();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [shown, setShown] = useState(false);
  const [checked, setChecked] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);

  const lacking = Math.max(0, passwordLength - password.length);
  const errors = {
    name: name.trim() === '' ? t('setUp.name.missing') : null,
    password: lacking > 0 ? t('setUp.password.short', { count: lacking }) : null,
    again: again === password ? null : t('setUp.again.differs'),
  };

  async function submit() {
    setChecked(true);
    if (busy || Object.values(errors).some((error) => error !== null)) return;
    setBusy(true);
    setProblem(null);
    const failure = await setUp({ token, name: name.trim(), password });
    setBusy(false);
    if (!failure) navigate(pathOf({ page: 'incidents' }));
    // Somebody else was quicker: the desk says so, and this page then does too.
    else if (failure.code === 'not-found') void loadSession();
    else setProblem(failure);
  }

  const type = shown ? 'text' : 'password';
  return (
    <EntryPage title={t('setUp.title')} intro={t('setUp.intro', { organisation })}>
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
          label={t('setUp.name')}
          help={t('setUp.name.help')}
          autoComplete="username"
          spellCheck={false}
          maxLength={100}
          value={name}
          onChange={setName}
          error={checked ? errors.name : null}
        />
        <TextField
          label={t('setUp.password')}
          help={t('setUp.password.help')}
          type={type}
          autoComplete="new-password"
          spellCheck={false}
          maxLength={200}
          value={password}
          onChange={setPassword}
          error={checked ? errors.password : null}
        />
        <TextField
          label={t('setUp.again')}
          type={type}
          autoComplete="new-password"
          spellCheck={false}
          maxLength={200}
          value={again}
          onChange={setAgain}
          error={checked ? errors.again : null}
        />
        <Switch label={t('setUp.show')} showLabel checked={shown} onChange={setShown} />
        <div className={styles.actions}>
          <Button kind="primary" type="submit" busy={busy}>
            {t('setUp.submit')}
          </Button>
        </div>
      </form>
    </EntryPage>
  );
}
