import { useState } from 'react';
import type { Account, OfferedFactor } from '#contract/http/console-people.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { OwnPassword } from '#desk/console/base/parts/Password.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';

/** Sets up an authenticator app. The desk requires it only after a code has proven that it works. */
export function SecondFactor({ account, onChanged }: { account: Account; onChanged: () => void }) {
  const { t } = useText();
  const { client, renewed } = useConsole();
  const [password, setPassword] = useState('');
  const [offer, setOffer] = useState<OfferedFactor | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [missing, setMissing] = useState(false);
  const action = useAction();

  async function submit() {
    setMissing(password === '');
    if (password === '') return;
    if (account.secondFactor) {
      const session = await action.run(() =>
        client.call('account.removeFactor', { body: { password } }),
      );
      if (!session) return;
      renewed(session);
      setCodes(null);
      onChanged();
    } else {
      const offered = await action.run(() =>
        client.call('account.offerFactor', { body: { password } }),
      );
      if (!offered) return;
      setOffer(offered);
    }
    setPassword('');
  }

  return (
    <Section title={t('factor.title')}>
      {codes ? (
        <Notice kind="success" live title={t('factor.codes.title')}>
          <p>{t('factor.codes.text')}</p>
          <ul className={styles.mono}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <CopyButton value={codes.join('\n')} />
        </Notice>
      ) : null}
      {offer ? (
        <Proof
          offer={offer}
          onProven={(created) => {
            setOffer(null);
            setCodes(created);
            onChanged();
          }}
        />
      ) : (
        <Form
          action={action}
          failed={t('account.failed')}
          submit={t(account.secondFactor ? 'factor.remove' : 'factor.begin')}
          onSubmit={submit}
        >
          <p className={styles.intro}>
            {account.secondFactor
              ? t('factor.on', { count: account.recoveryCodesLeft })
              : t('factor.off')}
          </p>
          <OwnPassword value={password} missing={missing} onChange={setPassword} />
        </Form>
      )}
    </Section>
  );
}

function Proof({
  offer,
  onProven,
}: {
  offer: OfferedFactor;
  onProven: (codes: readonly string[]) => void;
}) {
  const { t } = useText();
  const { client } = useConsole();
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState(false);
  const action = useAction();

  async function submit() {
    const typed = code.replace(/\s/g, '');
    setWrong(!/^\d{6}$/.test(typed));
    if (!/^\d{6}$/.test(typed)) return;
    const created = await action.run(() =>
      client.call('account.proveFactor', { body: { code: typed } }),
    );
    if (created) onProven(created.codes);
  }

  return (
    <Form
      action={action}
      failed={t('account.failed')}
      submit={t('factor.prove')}
      kind="primary"
      onSubmit={submit}
    >
      <p className={styles.intro}>{t('factor.scan')}</p>
      <div className={styles.secret}>
        <code>{offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        <CopyButton value={offer.secret} />
      </div>
      <p>
        <a href={offer.uri}>{t('factor.open')}</a>
      </p>
      <TextField
        label={t('factor.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        value={code}
        onChange={setCode}
        error={wrong ? t('factor.code.wrong') : null}
      />
    </Form>
  );
}
