import type { UnfinishedSignIn } from '#contract/http/console-api.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Problem } from '../base/Problem.tsx';
import { useAction } from '../base/parts/use-action.ts';
import { navigate } from '../base/routing/location.ts';
import { pathOf } from '../base/routing/routes.ts';
import { useConsole, useConsoleState } from '../base/state/console-context.tsx';
import { visible } from '../base/text/visible.ts';
import { useText } from '../base/use-text.ts';
import styles from './Shell.module.css';

const none: readonly UnfinishedSignIn[] = [];
/** Further attempts are only counted. */
const shown = 5;

/** Someone knows the engineer's password. Shown on every page until the engineer marks it as read. */
export function UnfinishedSignIns() {
  const { t, dateTime } = useText();
  const { client, refreshSession } = useConsole();
  const attempts = useConsoleState((state) => state.session?.unfinishedSignIns ?? none);
  const action = useAction();
  if (attempts.length === 0) return null;

  async function acknowledge() {
    await action.run(() => client.call('account.dismissUnfinishedSignIns'));
    await refreshSession();
  }

  return (
    <div className={styles.banner}>
      <Notice
        kind="warn"
        live
        title={t('unfinished.title', { count: attempts.length })}
        actions={
          <>
            <Button size="small" onClick={() => navigate(pathOf({ page: 'account' }))}>
              {t('unfinished.change')}
            </Button>
            <Button size="small" busy={action.busy} onClick={() => void acknowledge()}>
              {t('unfinished.read')}
            </Button>
          </>
        }
      >
        <p>{t('unfinished.text')}</p>
        <ul>
          {attempts.slice(0, shown).map(({ at, address }) => (
            <li key={`${at} ${address}`}>
              {t('unfinished.line', { time: dateTime(at), address: visible(address) })}
            </li>
          ))}
        </ul>
        {attempts.length > shown ? (
          <p>{t('unfinished.more', { count: attempts.length - shown })}</p>
        ) : null}
      </Notice>
      {action.problem ? <Problem title={t('account.failed')} error={action.problem} /> : null}
    </div>
  );
}
