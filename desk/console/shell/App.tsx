import { useEffect } from 'react';
import { Button } from '../../../renderer/ui/Button.tsx';
import { ErrorNotice } from '../../../renderer/ui/Notice.tsx';
import { EntryPage } from '../entry/EntryPage.tsx';
import { Join } from '../entry/Join.tsx';
import { ResetPassword } from '../entry/ResetPassword.tsx';
import { SetUp, SetUpNeeded } from '../entry/SetUp.tsx';
import { SignIn } from '../entry/SignIn.tsx';
import { usePathname } from '../routing/location.ts';
import { routeOf } from '../routing/routes.ts';
import { useConsole, useConsoleState } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import { Shell } from './Shell.tsx';

/** Who may see what: everything but set-up and sign-in needs a session, and a lost one comes back to the same page. */
export function App() {
  const { t } = useText();
  const { loadSession } = useConsole();
  const session = useConsoleState((state) => state.session);
  const problem = useConsoleState((state) => state.sessionProblem);
  const route = routeOf(usePathname());

  useEffect(() => {
    void loadSession();
  }, [loadSession]);

  if (!session) {
    if (!problem) return <p className="visually-hidden">{t('app.loading')}</p>;
    return (
      <EntryPage title={t('app.problem.title')}>
        <ErrorNotice
          error={problem}
          actions={
            <Button kind="primary" onClick={() => void loadSession()}>
              {t('app.tryAgain')}
            </Button>
          }
        />
      </EntryPage>
    );
  }
  if (route.page === 'set-up') return <SetUp session={session} />;
  if (session.setupNeeded) return <SetUpNeeded />;
  if (route.page === 'join') return <Join organisation={session.organisation} />;
  if (route.page === 'reset') return <ResetPassword organisation={session.organisation} />;
  if (!session.engineer) return <SignIn organisation={session.organisation} oidc={session.oidc} />;
  return <Shell organisation={session.organisation} engineer={session.engineer} route={route} />;
}
