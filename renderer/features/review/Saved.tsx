import { useNavigation } from '../../app/navigation.ts';
import { Screen } from '../../app/Screen.tsx';
import { useText } from '../../app/text.ts';
import { useMirror } from '../../state/mirror.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { finish } from './flow.ts';
import styles from './Review.module.css';

export function Saved({ file }: { file: string }) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const reviewing = useMirror(({ session }) => session?.phase === 'review');
  return (
    <Screen title={t('saved.title')} lead={t('saved.text')}>
      <Card>
        <div className={styles.saved}>
          <p>
            <span className={styles.muted}>{t('saved.file')}</span>
            <br />
            <code>{file}</code>
          </p>
          <CopyButton value={file} />
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
