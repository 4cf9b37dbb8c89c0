import { useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { fits, PasswordTwice, untyped } from '#desk/console/base/parts/Password.tsx';
import { navigate } from '#desk/console/base/routing/location.ts';
import { pathOf } from '#desk/console/base/routing/routes.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { EntryPage } from './EntryPage.tsx';

/** The page of an invitation link, where a colleague chooses a password. */
export function Join({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { join } = useConsole();
  const [token] = useState(() => new URLSearchParams(window.location.search).get('token') ?? '');
  const [chosen, setChosen] = useState(untyped);
  const [checked, setChecked] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit() {
    setChecked(true);
    if (busy || !fits(chosen)) return;
    setBusy(true);
    const failure = await join({ token, password: chosen.password });
    setBusy(false);
    setProblem(failure);
    if (!failure) navigate(pathOf({ page: 'account' }));
  }

  return (
    <EntryPage title={t('join.title')} intro={t('join.intro', { organisation })}>
      <Form
        layout="entry"
        action={{ busy, problem }}
        submit={t('join.submit')}
        kind="primary"
        onSubmit={submit}
      >
        <PasswordTwice value={chosen} checked={checked} onChange={setChosen} />
      </Form>
    </EntryPage>
  );
}
