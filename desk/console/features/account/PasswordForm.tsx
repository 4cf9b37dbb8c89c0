import { useState } from 'react';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { NewPassword, OwnPassword, tooShort } from '#desk/console/base/parts/Password.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';

export function PasswordForm() {
  const { t } = useText();
  const { client, renewed } = useConsole();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [checked, setChecked] = useState(false);
  const [done, setDone] = useState(false);
  const action = useAction();

  async function submit() {
    setChecked(true);
    setDone(false);
    if (current === '' || tooShort(next)) return;
    const session = await action.run(() =>
      client.call('account.changePassword', { body: { current, next } }),
    );
    if (!session) return;
    setCurrent('');
    setNext('');
    setChecked(false);
    setDone(true);
    renewed(session);
  }

  return (
    <Section title={t('account.password.title')}>
      <Form
        action={action}
        failed={t('account.failed')}
        submit={t('account.password.change')}
        onSubmit={submit}
        beside={<span role="status">{done ? t('account.password.changed') : ''}</span>}
      >
        <OwnPassword value={current} missing={checked && current === ''} onChange={setCurrent} />
        <NewPassword
          label={t('account.password.next')}
          value={next}
          checked={checked}
          onChange={setNext}
        />
      </Form>
    </Section>
  );
}
