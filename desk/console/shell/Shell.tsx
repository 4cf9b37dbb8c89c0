import type { Engineer } from '../../../contract/console-api.ts';
import { assertNever } from '../../../contract/result.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { IncidentPage } from '../incident/IncidentPage.tsx';
import { IncidentsPage } from '../incidents/IncidentsPage.tsx';
import { ItemPage } from '../item/ItemPage.tsx';
import { Link } from '../routing/Link.tsx';
import type { Route } from '../routing/routes.ts';
import { useConsole, useConsoleState } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import { PageHeading } from './Page.tsx';
import styles from './Shell.module.css';
import { useLive } from './use-live.ts';

/** Set-up has its own page, outside. */
type ShellRoute = Exclude<Route, { page: 'set-up' }>;

export function Shell({ organisation, engineer, route }: { organisation: string; engineer: Engineer; route: ShellRoute }) {
  const { t } = useText();
  useLive();
  return (
    <div className={styles.shell}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('content')?.focus()}>
        {t('app.skip')}
      </button>
      <header className={styles.bar}>
        <Link to={{ page: 'incidents' }} className={styles.home}>
          <Mark />
          <span>{t('app.name')}</span>
        </Link>
        <bdi className={styles.organisation}>{organisation}</bdi>
        <LiveMark />
        <span className={styles.who}>
          <span className="visually-hidden">{t('app.signedInAs', { name: engineer.name })}</span>
          <bdi aria-hidden="true">{engineer.name}</bdi>
        </span>
        <SignOut />
      </header>
      <main id="content" tabIndex={-1} className={styles.main}>
        <Page route={route} engineer={engineer} />
      </main>
    </div>
  );
}

function Page({ route, engineer }: { route: ShellRoute; engineer: Engineer }) {
  switch (route.page) {
    case 'incidents':
      return <IncidentsPage engineer={engineer} />;
    case 'incident':
      return <IncidentPage key={route.number} number={route.number} />;
    case 'item':
      return <ItemPage number={route.number} item={route.item} />;
    case 'unknown':
      return <Unknown />;
    default:
      return assertNever(route);
  }
}

function Unknown() {
  const { t } = useText();
  return (
    <>
      <PageHeading title={t('app.unknown.title')} className="visually-hidden" />
      <EmptyState
        icon="search"
        title={t('app.unknown.title')}
        action={<Link to={{ page: 'incidents' }}>{t('app.toIncidents')}</Link>}
      >
        {t('app.unknown.text')}
      </EmptyState>
    </>
  );
}

function LiveMark() {
  const { t } = useText();
  const live = useConsoleState((state) => state.live);
  return (
    <span className={styles.live} data-state={live} title={t('app.live.help')} role="status">
      {t(`app.live.${live}`)}
    </span>
  );
}

function SignOut() {
  const { t } = useText();
  const { signOut } = useConsole();
  return (
    <Button kind="quiet" size="small" onClick={() => void signOut()}>
      {t('app.signOut')}
    </Button>
  );
}

/** The product's sign, as in `favicon.svg`. */
export function Mark() {
  return (
    <svg aria-hidden="true" width="22" height="22" viewBox="0 0 32 32">
      <rect width="32" height="32" rx="8" className={styles.markGround} />
      <path d="M21.5 20.6a7.2 7.2 0 1 1 0-9.2" className={styles.markLine} />
      <circle cx="16" cy="16" r="2.4" className={styles.markDot} />
    </svg>
  );
}
