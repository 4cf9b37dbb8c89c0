import { useState } from 'react';
import { consoleRoutes, consoleSession } from '../../../contract/console-api.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { TextField } from '../../../renderer/ui/TextField.tsx';
import { Section } from '../incident/Section.tsx';
import styles from '../parts/parts.module.css';
import { useAction } from '../parts/use-action.ts';
import { Problem } from '../shell/Problem.tsx';
import { useConsole } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';

const passwordLength = 12;

export function PasswordForm() {
  const { t } = useText();
  const { client, renewed } = useConsole();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [checked, setChecked] = useState(false);
  const [done, setDone] = useState(false);
  const action = useAction();
  const errors = {
    current: current === '' ? t('account.password.current.missing') : null,
    next: next.length < passwordLength ? t('setUp.password.short', { count: passwordLength - next.length }) : null,
  };

  async function submit() {
    setChecked(true);
    setDone(false);
    if (errors.current || errors.next) return;
    const path = `${consoleRoutes.account}/password`;
    const session = await action.run(() => client.change('POST', path, consoleSession, { current, next }));
    if (!session) return;
    setCurrent('');
    setNext('');
    setChecked(false);
    setDone(true);
    renewed(session);
  }

  return (
    <Section title={t('account.password.title')}>
      <form
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={t('account.password.current')}
          type="password"
          autoComplete="current-password"
          maxLength={200}
          value={current}
          onChange={setCurrent}
          error={checked ? errors.current : null}
        />
        <TextField
          label={t('account.password.next')}
          help={t('setUp.password.help')}
          type="password"
          autoComplete="new-password"
          maxLength={200}
          value={next}
          onChange={setNext}
          error={checked ? errors.next : null}
        />
        {action.problem ? <Problem title={t('account.failed')} error={action.problem} /> : null}
        <div className={styles.actions}>
          <Button type="submit" busy={action.busy}>
            {t('account.password.change')}
          </Button>
          <span role="status">{done ? t('account.password.changed') : ''}</span>
        </div>
      </form>
    </Section>
  );
}
