import { type FormEvent, useEffect, useId, useState } from 'react';
import type { ProxyQuestion } from '#contract/ipc/proxy-login.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import styles from './ProxyLogin.module.css';

/** Shown over any screen while a proxy on the way to the desk asks for a name and a password. */
export function ProxyLogin() {
  const [question, setQuestion] = useState<ProxyQuestion | null>(null);
  useEffect(() => {
    let answered = false;
    const stop = window.candor.on('proxy.asked', (asked) => {
      answered = true;
      setQuestion(asked);
    });
    // The proxy may have asked before this window opened.
    void call('proxy.question').then((result) => {
      if (result.ok && !answered) setQuestion(result.value);
    });
    return stop;
  }, []);
  return question ? <LoginDialog key={question.id} question={question} /> : null;
}

function LoginDialog({
  question: { id, host, port, realm, unprotected, setBy, again },
}: {
  question: ProxyQuestion;
}) {
  const { t } = useText();
  const form = useId();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const answer = useAction(() => call('proxy.answer', { id, name, password }));
  const close = useAction(() => call('proxy.dismiss', { id }));

  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissing(name === '');
    if (name !== '') void answer.run();
  }

  return (
    <Dialog
      title={t('proxy.title')}
      onClose={() => void close.run()}
      actions={
        <>
          <Button onClick={() => void close.run()}>{t('proxy.notNow')}</Button>
          <Button kind="primary" type="submit" form={form} busy={answer.busy}>
            {t('proxy.logIn')}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit} noValidate>
        {again ? (
          <Notice kind="warn" live>
            {t('proxy.again')}
          </Notice>
        ) : null}
        {answer.error ? <ErrorNotice error={answer.error} /> : null}
        <p>{t('proxy.lead')}</p>
        <dl className={styles.facts}>
          <dt>{t('proxy.host')}</dt>
          <dd>
            <code>
              {host}:{port}
            </code>
          </dd>
          {realm === '' ? null : (
            <>
              <dt>{t('proxy.realm')}</dt>
              <dd>
                <code>{realm}</code>
              </dd>
            </>
          )}
          <dt>{t('proxy.setBy')}</dt>
          <dd>{t(`proxy.setBy.${setBy}`)}</dd>
        </dl>
        <TextField
          label={t('proxy.name')}
          value={name}
          onChange={setName}
          maxLength={300}
          autoComplete="off"
          error={missing ? t('proxy.name.missing') : null}
        />
        <TextField
          label={t('proxy.password')}
          type="password"
          value={password}
          onChange={setPassword}
          maxLength={300}
          autoComplete="off"
        />
        <p className={styles.quiet}>{t(unprotected ? 'proxy.unprotected' : 'proxy.memory')}</p>
      </form>
    </Dialog>
  );
}
