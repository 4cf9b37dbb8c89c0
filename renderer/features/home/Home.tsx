import { useEffect, useRef } from 'react';
import { useMirror, useOrganisation } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Mark } from '#ui/Mark.tsx';
import { Notice } from '#ui/Notice.tsx';
import { SubmissionList } from '../history/SubmissionList.tsx';
import { DeviceStatus } from '../requests/DeviceStatus.tsx';
import { RequestList } from '../requests/RequestList.tsx';
import styles from './Home.module.css';

/** How many open submissions fit below the button; the rest are in the history. */
const shownOpen = 3;

export function Home() {
  const { t, tText } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const enterCode = useNavigation((navigation) => navigation.code);
  const session = useMirror((mirror) => mirror.session);
  const problem = useMirror((mirror) => mirror.info?.policyProblem ?? null);
  const codes = useMirror((mirror) => mirror.info?.features.codes === true);
  const newer = useMirror((mirror) => mirror.info?.newer ?? null);
  const version = useMirror((mirror) => mirror.info?.version ?? '');
  const submissions = useMirror((mirror) => mirror.submissions ?? []);
  const organisation = useOrganisation();
  const known = useMirror((mirror) => mirror.info !== null);
  const noOrganisation = known && organisation === null && problem === null;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    document.title = t('app.name');
  }, [t]);

  // The person can no longer do anything about older refusals, but must see the newest one.
  const open = submissions.filter(
    ({ state, incident }, index) =>
      state !== 'canceled' && incident?.status !== 'closed' && (state !== 'refused' || index === 0),
  );
  // Unread submissions come first; within each group the order stays the same.
  const first = [...open]
    .sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0))
    .slice(0, shownOpen);
  const underway = session !== null && session.phase !== 'idle';
  const interrupted = session?.phase === 'idle' && session.interrupted;
  const continueButton = <Button onClick={() => show('help')}>{t('home.continue')}</Button>;

  return (
    <main className={styles.home}>
      <div className={styles.middle}>
        <Mark size={52} />
        <h1 ref={heading} tabIndex={-1} className={styles.promise}>
          {organisation ? t('home.promiseTo', { organisation }) : t('home.promise')}
        </h1>
        <Button kind="primary" size="large" onClick={() => show('help')}>
          {t('home.getHelp')}
        </Button>
        {organisation && codes ? (
          <Button kind="quiet" onClick={enterCode}>
            {t('home.code')}
          </Button>
        ) : null}
      </div>
      <div className={styles.beside}>
        <RequestList />
        <DeviceStatus />
        {problem ? (
          <Notice
            kind="warn"
            title={t('home.policy')}
            detail={problem.detail}
            actions={<Button onClick={() => show('policy')}>{t('home.policy.look')}</Button>}
          >
            {tText(problem.message)}
          </Notice>
        ) : null}
        {noOrganisation ? (
          <Notice title={t('home.noOrganisation.title')}>{t('home.noOrganisation.text')}</Notice>
        ) : null}
        {newer ? (
          <Notice title={t('home.newer.title')}>
            {t('home.newer.text', { newer, own: version })}
          </Notice>
        ) : null}
        {interrupted ? (
          <Notice title={t('home.interrupted.title')} actions={continueButton}>
            {t('home.interrupted.text')}
          </Notice>
        ) : null}
        {underway ? (
          <Notice title={t('home.underway.title')} actions={continueButton}>
            {t('home.underway.text')}
          </Notice>
        ) : null}
        {open.length > 0 ? (
          <section aria-labelledby="open-title" className={styles.open}>
            <h2 id="open-title">{t('home.open')}</h2>
            <SubmissionList submissions={first} />
            {open.length > first.length ? (
              <Button kind="quiet" size="small" onClick={() => show('history')}>
                {t('home.open.more', { count: open.length - first.length })}
              </Button>
            ) : null}
          </section>
        ) : null}
      </div>
      <div className={styles.more}>
        <Button kind="quiet" size="small" onClick={() => show('history')}>
          {t('home.history')}
        </Button>
        <Button kind="quiet" size="small" onClick={() => show('activity')}>
          {t('home.activity')}
        </Button>
        <Button kind="quiet" size="small" onClick={() => show('local-data')}>
          {t('home.localData')}
        </Button>
        <Button kind="quiet" size="small" onClick={() => show('policy')}>
          {t(noOrganisation ? 'home.managed.none' : 'home.managed')}
        </Button>
      </div>
    </main>
  );
}
