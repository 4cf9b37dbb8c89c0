import { useEffect, useState } from 'react';
import type { SnapshotStatus } from '#contract/collector/snapshot.ts';
import type { Result } from '#contract/errors/result.ts';
import { snapshotDays } from '#contract/primitives/day.ts';
import { call } from '#renderer/base/bridge.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Card } from '#ui/Card.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { Switch } from '#ui/Switch.tsx';
import styles from './LocalData.module.css';
import { RedactionList } from './RedactionList.tsx';

/** Describes the daily notes on this computer, with the switch that turns them off. */
export function LocalData() {
  const { t } = useText();
  const [status, setStatus] = useState<SnapshotStatus | null>(null);
  const [deleted, setDeleted] = useState(false);
  const keep = (result: Result<SnapshotStatus>): Result<SnapshotStatus> => {
    if (result.ok) setStatus(result.value);
    return result;
  };
  const load = useAction(async () => keep(await call('snapshots.status')));
  const set = useAction(async (on: boolean) => {
    const result = keep(await call('snapshots.set', { on }));
    setDeleted(result.ok && !on);
    return result;
  });
  const { run } = load;
  // Only once: `run` is a new function at each render.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    void run();
  }, []);
  const error = set.error ?? load.error;

  return (
    <Screen title={t('localData.title')} lead={t('localData.lead')}>
      {error ? <ErrorNotice error={error} /> : null}
      {status ? (
        <Card>
          <div className={styles.state}>
            {status.managed ? (
              <p>{t('localData.managed')}</p>
            ) : (
              <Switch
                showLabel
                label={t('localData.switch')}
                checked={status.on}
                disabled={set.busy}
                onChange={(on) => void set.run(on)}
              />
            )}
            <p className={styles.quiet} role="status">
              {deleted && !status.on
                ? t('localData.off.done')
                : status.managed
                  ? ''
                  : t(status.on ? 'localData.on' : 'localData.off')}
            </p>
            {status.on ? <Facts status={status} /> : null}
          </div>
        </Card>
      ) : null}
      {status?.managed ? null : <About />}
      {status || load.error ? <RedactionList /> : null}
    </Screen>
  );
}

function Facts({ status: { count, last } }: { status: SnapshotStatus }) {
  const { t, dateTime } = useText();
  return (
    <dl className={styles.facts}>
      <dt>{t('localData.last')}</dt>
      <dd>{last === null ? t('localData.last.none') : dateTime(last)}</dd>
      <dt>{t('localData.count')}</dt>
      <dd>{t('localData.count.value', { count })}</dd>
    </dl>
  );
}

/** What the notes contain, where they are and what is sent from them. */
function About() {
  const { t, number } = useText();
  return (
    <>
      <section aria-labelledby="local-data-what" className={styles.section}>
        <h2 id="local-data-what">{t('localData.what')}</h2>
        <ul className={styles.list}>
          <li>{t('localData.what.software')}</li>
          <li>{t('localData.what.network')}</li>
          <li>{t('localData.what.disks')}</li>
          <li>{t('localData.what.startup')}</li>
        </ul>
        <p>{t('localData.never')}</p>
      </section>
      <section aria-labelledby="local-data-where" className={styles.section}>
        <h2 id="local-data-where">{t('localData.where')}</h2>
        <p>{t('localData.where.text', { days: number(snapshotDays) })}</p>
      </section>
      <section aria-labelledby="local-data-sent" className={styles.section}>
        <h2 id="local-data-sent">{t('localData.sent')}</h2>
        <p>{t('localData.sent.text')}</p>
      </section>
    </>
  );
}
