import type { FileProtection } from '#contract/bundle/saved-file.ts';
import { call } from '#renderer/base/bridge.ts';
import { useMirror, useOrganisation } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { finish } from './flow.ts';
import styles from './Review.module.css';

export function Saved({ file, protection }: { file: string; protection: FileProtection['kind'] }) {
  const { t } = useText();
  const organisation = useOrganisation() ?? '';
  const inFolder = useAction(() => call('saved.show'));
  const show = useNavigation((navigation) => navigation.show);
  const reviewing = useMirror(({ session }) => session?.phase === 'review');
  return (
    <Screen title={t('saved.title')} lead={t('saved.text')}>
      {inFolder.error ? <ErrorNotice error={inFolder.error} /> : null}
      <Notice kind={protection === 'none' ? 'warn' : 'info'}>
        {t(`saved.${protection}`, { organisation })}
      </Notice>
      <Card>
        <div className={styles.saved}>
          <p>
            <span className={styles.muted}>{t('saved.file')}</span>
            <br />
            <code>{file}</code>
          </p>
          <div className={styles.buttons}>
            <Button size="small" busy={inFolder.busy} onClick={() => void inFolder.run()}>
              {t('saved.show')}
            </Button>
            <CopyButton value={file} />
          </div>
        </div>
      </Card>
      <div className={styles.buttons}>
        <Button kind="primary" onClick={() => void finish()}>
          {t('app.done')}
        </Button>
        {reviewing ? <Button onClick={() => show('help')}>{t('saved.review')}</Button> : null}
      </div>
    </Screen>
  );
}
