import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { ActivityEntry, ActivityView } from '#contract/ipc/activity-log.ts';
import { call } from '#renderer/base/bridge.ts';
import { useMirror, useOrganisation } from '#renderer/base/mirror.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import styles from './Activity.module.css';

/** Everything that happened between the organisation and the person, and whether the record is intact. */
export function Activity() {
  const { t } = useText();
  const organisation = useOrganisation();
  const asked = useMirror((mirror) => mirror.asked);
  const [view, setView] = useState<ActivityView | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const load = useCallback(async () => {
    const result = await call('activity.read');
    setError(result.ok ? null : result.error);
    if (result.ok) setView(result.value);
  }, []);
  // Every change of a request or a submission adds an entry to the activity log.
  useEffect(() => {
    if (asked) void load();
  }, [load, asked]);

  return (
    <Screen
      title={t('activity.title')}
      lead={organisation ? t('activity.lead', { organisation }) : t('activity.lead.none')}
    >
      {error ? (
        <ErrorNotice
          error={error}
          actions={<Button onClick={() => void load()}>{t('app.tryAgain')}</Button>}
        />
      ) : null}
      {view ? <Entries view={view} /> : null}
    </Screen>
  );
}

function Entries({ view }: { view: ActivityView }) {
  const { t } = useText();
  const { entries, count, fault } = view;
  if (count === 0 && !fault) {
    return (
      <EmptyState icon="document" title={t('activity.empty')}>
        {t('activity.empty.text')}
      </EmptyState>
    );
  }
  return (
    <>
      {fault ? (
        <Notice kind="error" title={t('activity.fault.title')}>
          {t(`activity.fault.${fault.why}`, { number: fault.number })} {t('activity.fault.next')}
        </Notice>
      ) : null}
      <Export count={count} whole={fault === null} />
      <section aria-label={t('activity.list')}>
        <Card padding="flush">
          <ol>
            {entries.map((entry) => (
              <Entry key={`${entry.number} ${entry.hash}`} entry={entry} />
            ))}
          </ol>
        </Card>
      </section>
      {entries.length < count ? (
        <p className={styles.muted}>{t('activity.more', { count: entries.length })}</p>
      ) : null}
    </>
  );
}

function Export({ count, whole }: { count: number; whole: boolean }) {
  const { t } = useText();
  const [state, setState] = useState<{
    busy: boolean;
    file: string | null;
    error: AppError | null;
  }>({
    busy: false,
    file: null,
    error: null,
  });
  const save = async () => {
    setState({ busy: true, file: null, error: null });
    const result = await call('activity.export');
    setState({
      busy: false,
      file: result.ok ? (result.value?.file ?? null) : null,
      error: result.ok ? null : result.error,
    });
  };
  return (
    <>
      <div className={styles.bar}>
        <Button icon="document" busy={state.busy} onClick={() => void save()}>
          {t('activity.export')}
        </Button>
        {whole ? <p className={styles.muted}>{t('activity.whole', { count })}</p> : null}
        <p role="status" className={styles.muted}>
          {state.file ? t('activity.exported', { file: state.file }) : ''}
        </p>
      </div>
      {state.error ? <ErrorNotice error={state.error} /> : null}
    </>
  );
}

function Entry({ entry }: { entry: ActivityEntry }) {
  const { t, dateTime } = useText();
  const { kind, facts, at, number, hash } = entry;
  const sentence = facts.sentence ?? (kind === 'asked' ? facts.reason : undefined);
  return (
    <li className={styles.entry}>
      <p className={styles.what}>
        {t(`activity.kind.${kind}`, { engineer: facts.engineer ?? '' })}
      </p>
      <p className={styles.muted}>{dateTime(at)}</p>
      {sentence === undefined ? null : <p dir="auto">{sentence}</p>}
      <Disclosure kind="quiet" label={t('activity.detail')}>
        <dl className={styles.facts}>
          {Object.entries({ number, ...facts, hash }).map(([name, value]) => (
            <Fact key={name} name={name} value={String(value)} />
          ))}
        </dl>
      </Disclosure>
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <code>{value}</code>
      </dd>
    </>
  );
}
