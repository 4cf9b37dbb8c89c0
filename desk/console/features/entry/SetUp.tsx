import { useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { ConsoleSession } from '#contract/http/console-api.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { fits, PasswordTwice, untyped } from '#desk/console/base/parts/Password.tsx';
import { navigate } from '#desk/console/base/routing/location.ts';
import { pathOf } from '#desk/console/base/routing/routes.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Switch } from '#ui/Switch.tsx';
import { TextField } from '#ui/TextField.tsx';
import styles from './EntryPage.module.css';
import { EntryPage } from './EntryPage.tsx';

/** The page of the one-time set-up link. Once an account exists, it only says that the link has been used. */
export function SetUp({ session }: { session: ConsoleSession }) {
  const { t } = useText();
  // Read once, because the token is removed from the address when the account is created.
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
  const [chosen, setChosen] = useState(untyped);
  const [shown, setShown] = useState(false);
  const [checked, setChecked] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const nameless = name.trim() === '';

  async function submit() {
    setChecked(true);
    if (busy || nameless || !fits(chosen)) return;
    setBusy(true);
    setProblem(null);
    const failure = await setUp({ token, name: name.trim(), password: chosen.password });
    setBusy(false);
    if (!failure) navigate(pathOf({ page: 'incidents' }));
    // Someone else created the account first. The new session state makes this page say so.
    else if (failure.code === 'not-found') void loadSession();
    else setProblem(failure);
  }

  return (
    <EntryPage title={t('setUp.title')} intro={t('setUp.intro', { organisation })}>
      <Form
        layout="entry"
        action={{ busy, problem }}
        submit={t('setUp.submit')}
        kind="primary"
        onSubmit={submit}
      >
        <TextField
          label={t('setUp.name')}
          help={t('setUp.name.help')}
          autoComplete="username"
          spellCheck={false}
          maxLength={100}
          value={name}
          onChange={setName}
          error={checked && nameless ? t('setUp.name.missing') : null}
        />
        <PasswordTwice value={chosen} shown={shown} checked={checked} onChange={setChosen} />
        <Switch label={t('setUp.show')} showLabel checked={shown} onChange={setShown} />
      </Form>
    </EntryPage>
  );
}
