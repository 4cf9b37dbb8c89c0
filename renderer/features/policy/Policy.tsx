import { useEffect, useState } from 'react';
import type { Recipient } from '#contract/bundle/receipt.ts';
import type { PolicyView, ShownSetting } from '#contract/policy/policy-view.ts';
import { call } from '#renderer/base/bridge.ts';
import { useMirror } from '#renderer/base/mirror.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups } from '#ui/format.ts';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import styles from './Policy.module.css';
import { reportOf } from './report.ts';
import { SettingRow } from './SettingRow.tsx';

/** What IT has set on this computer, where it is stored, and what is wrong with it. The person and IT read the same. */
export function Policy() {
  const { t, dateTime } = useText();
  const info = useMirror((mirror) => mirror.info);
  const [view, setView] = useState<PolicyView | null>(null);
  const look = useAction(async (again: boolean) => {
    const result = await call(again ? 'policy.refresh' : 'policy.get');
    if (result.ok) setView(result.value);
    return result;
  });
  const { run } = look;
  // Once, and again when main reports a change: `run` is a new function at each render.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    void run(false);
  }, [info]);

  return (
    <Screen
      title={t(view?.state === 'none' ? 'policy.title.none' : 'policy.title')}
      lead={view ? t(`policy.state.${view.state}`) : t('policy.lead')}
    >
      {look.error ? <ErrorNotice error={look.error} /> : null}
      {view ? (
        <>
          <Problems view={view} />
          {view.recipient ? <Who recipient={view.recipient} /> : null}
          <Settings settings={view.settings} />
          <Ignored ignored={view.ignored} />
          <section aria-labelledby="policy-read" className={styles.section}>
            <h2 id="policy-read">{t('policy.where')}</h2>
            <p>{t(view.state === 'none' ? 'policy.where.none' : 'policy.where.text')}</p>
            <p>
              <code>{view.place}</code>
            </p>
            <p className={styles.quiet} role="status">
              {t('policy.readAt', { time: dateTime(view.readAt) })}
            </p>
            <div className={styles.buttons}>
              <Button busy={look.busy} onClick={() => void look.run(true)}>
                {t('policy.again')}
              </Button>
              <CopyButton
                size="normal"
                label={t('policy.copy')}
                value={reportOf(view, info?.version ?? '')}
              />
            </div>
          </section>
        </>
      ) : null}
    </Screen>
  );
}

function Problems({ view: { state, keptSince, faults, place } }: { view: PolicyView }) {
  const { t, tText, date } = useText();
  const problem = useMirror((mirror) => mirror.info?.policyProblem ?? null);
  if (state === 'none' || state === 'in-force') return null;
  return (
    <Notice kind="warn" title={t('policy.wrong')}>
      <div className={styles.section}>
        {keptSince ? (
          <p>{t('policy.last-good', { date: date(keptSince) })}</p>
        ) : (
          <p>{problem ? tText(problem.message) : null}</p>
        )}
        <ul className={styles.faults}>
          {faults.map(({ setting, problem: what, found, source }) => (
            <li key={`${setting} ${what}`}>
              <code>
                {setting}: {what}
              </code>
              {found === null ? null : (
                <span>
                  {t('policy.found')} <code>{found}</code>
                </span>
              )}
              <span>
                {t('policy.in')} <code>{source ?? place}</code>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Notice>
  );
}

function Who({ recipient }: { recipient: Recipient }) {
  const { t } = useText();
  return (
    <Card>
      <dl className={styles.who}>
        <dt>{t('policy.organisation')}</dt>
        <dd>
          <p dir="auto">{recipient.organisation}</p>
        </dd>
        <dt>{t('policy.desk')}</dt>
        <dd>
          <code>{recipient.desk}</code>
        </dd>
        <dt>{t('policy.key')}</dt>
        <dd>
          <code>{inGroups(recipient.fingerprint)}</code>
        </dd>
      </dl>
    </Card>
  );
}

function Settings({ settings }: { settings: readonly ShownSetting[] }) {
  const { t } = useText();
  const set = settings.filter(({ level }) => level !== 'default');
  const rest = settings.filter(({ level }) => level === 'default');
  if (settings.length === 0) return null;
  return (
    <section aria-labelledby="policy-settings" className={styles.section}>
      <h2 id="policy-settings">{t('policy.settings')}</h2>
      <p>{t('policy.never')}</p>
      <Card padding="flush">
        <ul>
          {set.map((setting) => (
            <SettingRow key={setting.id} setting={setting} />
          ))}
        </ul>
      </Card>
      {rest.length > 0 ? (
        <Disclosure label={t('policy.defaults', { count: rest.length })}>
          <Card padding="flush">
            <ul>
              {rest.map((setting) => (
                <SettingRow key={setting.id} setting={setting} />
              ))}
            </ul>
          </Card>
        </Disclosure>
      ) : null}
    </section>
  );
}

function Ignored({ ignored }: { ignored: PolicyView['ignored'] }) {
  const { t } = useText();
  if (ignored.length === 0) return null;
  return (
    <section aria-labelledby="policy-ignored" className={styles.section}>
      <h2 id="policy-ignored">{t('policy.ignored')}</h2>
      <ul className={styles.faults}>
        {ignored.map(({ setting, reason, source }) => (
          <li key={`${setting} ${source}`}>
            <code>{setting}</code>
            <span>{t(`policy.ignored.${reason}`)}</span>
            <span>
              {t('policy.in')} <code>{source}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
