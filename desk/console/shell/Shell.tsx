import { lazy } from 'react';
import { assertNever } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { Role } from '#contract/http/roles.ts';
import { Button } from '#ui/Button.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Mark } from '../base/Mark.tsx';
import { PageHeading } from '../base/Page.tsx';
import { PageBoundary } from '../base/PageBoundary.tsx';
import { Link } from '../base/routing/Link.tsx';
import type { Route } from '../base/routing/routes.ts';
import { useConsole, useConsoleState } from '../base/state/console-context.tsx';
import { useText } from '../base/use-text.ts';
import { IncidentPage } from '../features/incident/IncidentPage.tsx';
import { IncidentsPage } from '../features/incidents/IncidentsPage.tsx';
import { ReportBanner } from './ReportBanner.tsx';
import styles from './Shell.module.css';
import { UnfinishedSignIns } from './UnfinishedSignIns.tsx';
import { useLive } from './use-live.ts';

// Everyone opens the list and an incident. The code of other pages is loaded on demand.
const AccountPage = lazy(async () => ({
  default: (await import('../features/account/AccountPage.tsx')).AccountPage,
}));
const AuditPage = lazy(async () => ({
  default: (await import('../features/audit/AuditPage.tsx')).AuditPage,
}));
const DevicePage = lazy(async () => ({
  default: (await import('../features/devices/DevicePage.tsx')).DevicePage,
}));
const DevicesPage = lazy(async () => ({
  default: (await import('../features/devices/DevicesPage.tsx')).DevicesPage,
}));
const ItemPage = lazy(async () => ({
  default: (await import('../features/item/ItemPage.tsx')).ItemPage,
}));
const PeoplePage = lazy(async () => ({
  default: (await import('../features/people/PeoplePage.tsx')).PeoplePage,
}));
const RequestPage = lazy(async () => ({
  default: (await import('../features/requests/RequestPage.tsx')).RequestPage,
}));
const RequestsPage = lazy(async () => ({
  default: (await import('../features/requests/RequestsPage.tsx')).RequestsPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/SettingsPage.tsx')).SettingsPage,
}));

/** The pages after sign-in. */
type ShellRoute = Exclude<Route, { page: 'set-up' | 'join' | 'reset' }>;

/** The pages in the navigation bar and their roles. The desk checks permissions on each call. */
const places = [
  { page: 'incidents', roles: ['engineer', 'lead', 'administrator'] },
  { page: 'requests', roles: ['engineer', 'lead', 'administrator'] },
  { page: 'devices', roles: ['engineer', 'lead', 'administrator', 'auditor'] },
  { page: 'people', roles: ['lead', 'administrator', 'auditor'] },
  { page: 'settings', roles: ['lead', 'administrator'] },
  { page: 'audit', roles: ['administrator', 'auditor'] },
] as const satisfies readonly { page: Route['page']; roles: readonly Role[] }[];
const maySee = ({ role }: Engineer, { roles }: (typeof places)[number]) =>
  (roles as readonly Role[]).includes(role);

export function Shell({
  organisation,
  engineer,
  route,
}: {
  organisation: string;
  engineer: Engineer;
  route: ShellRoute;
}) {
  const { t } = useText();
  const auditor = engineer.role === 'auditor';
  useLive(engineer.id, !auditor);
  // A role without incidents starts on the first page that it can use.
  const shown: ShellRoute = auditor && route.page === 'incidents' ? { page: 'audit' } : route;
  return (
    <div className={styles.shell}>
      <button
        type="button"
        className={styles.skip}
        onClick={() => document.getElementById('content')?.focus()}
      >
        {t('app.skip')}
      </button>
      <header className={styles.bar}>
        <Link to={{ page: auditor ? 'audit' : 'incidents' }} className={styles.home}>
          <Mark />
          <span>{t('app.name')}</span>
        </Link>
        <bdi className={styles.organisation}>{organisation}</bdi>
        <Places engineer={engineer} page={shown.page} />
        <LiveMark />
        <Link
          to={{ page: 'account' }}
          className={styles.who}
          aria-label={t('app.signedInAs', { name: engineer.name })}
        >
          <bdi>{engineer.name}</bdi>
        </Link>
        <SignOut />
      </header>
      <main id="content" tabIndex={-1} className={styles.main}>
        <UnfinishedSignIns />
        {engineer.role === 'lead' || engineer.role === 'administrator' ? (
          <div className={styles.banner}>
            <ReportBanner />
          </div>
        ) : null}
        <PageBoundary key={shown.page}>
          <Page route={shown} engineer={engineer} />
        </PageBoundary>
      </main>
    </div>
  );
}

function Places({ engineer, page }: { engineer: Engineer; page: Route['page'] }) {
  const { t } = useText();
  return (
    <nav className={styles.places} aria-label={t('app.places')}>
      {places
        .filter((place) => maySee(engineer, place))
        .map((place) => (
          <Link
            key={place.page}
            to={{ page: place.page }}
            aria-current={place.page === page ? 'page' : undefined}
          >
            {t(`${place.page}.title`)}
          </Link>
        ))}
    </nav>
  );
}

function Page({ route, engineer }: { route: ShellRoute; engineer: Engineer }) {
  switch (route.page) {
    case 'incidents':
      return <IncidentsPage />;
    case 'incident':
      return <IncidentPage key={route.number} number={route.number} engineer={engineer} />;
    case 'item':
      return <ItemPage number={route.number} item={route.item} />;
    case 'requests':
      return <RequestsPage engineer={engineer} />;
    case 'request':
      return <RequestPage key={route.jti} jti={route.jti} engineer={engineer} />;
    case 'devices':
      return <DevicesPage engineer={engineer} />;
    case 'device':
      return <DevicePage key={route.id} id={route.id} engineer={engineer} />;
    case 'people':
      return <PeoplePage engineer={engineer} />;
    case 'settings':
      return <SettingsPage />;
    case 'audit':
      return <AuditPage />;
    case 'account':
      return <AccountPage engineer={engineer} />;
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
