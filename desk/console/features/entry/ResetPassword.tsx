import { useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { fits, PasswordTwice, untyped } from '#desk/console/base/parts/Password.tsx';
import { navigate } from '#desk/console/base/routing/location.ts';
import { pathOf } from '#desk/console/base/routing/routes.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import styles from './EntryPage.module.css';
import { EntryPage } from './EntryPage.tsx';

/** The page of an administrator's reset link. Afterwards the engineer signs in as usual, with the second factor. */
export function ResetPassword({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { resetPassword, refreshSession } = useConsole();
  const [token] = useState(() => new URLSearchParams(window.location.search).get('token') ?? '');
  const [chosen, setChosen] = useState(untyped);
  const [checked, setChecked] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);

  async function submit() {
    setChecked(true);
    if (busy || !fits(chosen)) return;
    setBusy(true);
    const failure = await resetPassword({ token, password: chosen.password });
    setBusy(false);
    setProblem(failure);
    setDone(failure === null);
    // The old password's session in this browser has ended.
    if (!failure) await refreshSession();
  }

  if (token === '') {
    return (
      <EntryPage title={t('reset.title')}>
        <p>{t('reset.noToken')}</p>
      </EntryPage>
    );
  }
  if (done) {
    return (
      <EntryPage title={t('reset.title')}>
        <Notice kind="success" live>
          {t('reset.done')}
        </Notice>
        <div className={styles.actions}>
          <Button kind="primary" onClick={() => navigate(pathOf({ page: 'incidents' }))}>
            {t('setUp.done.signIn')}
          </Button>
        </div>
      </EntryPage>
    );
  }
  return (
    <EntryPage title={t('reset.title')} intro={t('reset.intro', { organisation })}>
      <Form
        layout="entry"
        action={{ busy, problem }}
        submit={t('reset.submit')}
        kind="primary"
        onSubmit={submit}
      >
        <PasswordTwice value={chosen} checked={checked} onChange={setChosen} />
      </Form>
    </EntryPage>
  );
}
