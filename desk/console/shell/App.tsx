import { useEffect } from 'react';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { usePathname } from '../base/routing/location.ts';
import { routeOf } from '../base/routing/routes.ts';
import { useConsole, useConsoleState } from '../base/state/console-context.tsx';
import { useText } from '../base/use-text.ts';
import { EntryPage } from '../features/entry/EntryPage.tsx';
import { Join } from '../features/entry/Join.tsx';
import { ResetPassword } from '../features/entry/ResetPassword.tsx';
import { SetUp, SetUpNeeded } from '../features/entry/SetUp.tsx';
import { SignIn } from '../features/entry/SignIn.tsx';
import { Shell } from './Shell.tsx';

/** Every page except set-up and sign-in needs a session. After a new sign-in, the engineer returns to the same page. */
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
