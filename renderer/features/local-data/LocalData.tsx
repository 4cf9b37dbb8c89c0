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

/** What the agent keeps on this computer day by day, and the switch that ends it. */
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
  // Once: `run` is another function at each drawing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    void run();
  }, []);
  const error = set.error ?? load.error;

  return (
    <Screen title={t('kept.title')} lead={t('kept.lead')}>
      {error ? <ErrorNotice error={error} /> : null}
      {status ? (
        <Card>
          <div className={styles.state}>
            {status.managed ? (
              <p>{t('kept.managed')}</p>
            ) : (
              <Switch
                showLabel
                label={t('kept.switch')}
                checked={status.on}
                disabled={set.busy}
                onChange={(on) => void set.run(on)}
              />
            )}
            <p className={styles.quiet} role="status">
              {deleted && !status.on
                ? t('kept.off.done')
                : status.managed
                  ? ''
                  : t(status.on ? 'kept.on' : 'kept.off')}
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
      <dt>{t('kept.last')}</dt>
      <dd>{last === null ? t('kept.last.none') : dateTime(last)}</dd>
      <dt>{t('kept.count')}</dt>
      <dd>{t('kept.count.value', { count })}</dd>
    </dl>
  );
}

/** What is in it, where it is and what is sent of it. */
function About() {
  const { t, number } = useText();
  return (
    <>
      <section aria-labelledby="kept-what" className={styles.section}>
        <h2 id="kept-what">{t('kept.what')}</h2>
        <ul className={styles.list}>
          <li>{t('kept.what.software')}</li>
          <li>{t('kept.what.network')}</li>
          <li>{t('kept.what.disks')}</li>
          <li>{t('kept.what.startup')}</li>
        </ul>
        <p>{t('kept.never')}</p>
      </section>
      <section aria-labelledby="kept-where" className={styles.section}>
        <h2 id="kept-where">{t('kept.where')}</h2>
        <p>{t('kept.where.text', { days: number(snapshotDays) })}</p>
      </section>
      <section aria-labelledby="kept-sent" className={styles.section}>
        <h2 id="kept-sent">{t('kept.sent')}</h2>
        <p>{t('kept.sent.text')}</p>
      </section>
    </>
  );
}
