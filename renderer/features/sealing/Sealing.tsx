import type { Session } from '../../../contract/session.ts';
import { Screen } from '../../app/Screen.tsx';
import { useText } from '../../app/text.ts';
import { Progress } from '../../ui/Progress.tsx';
import styles from './Sealing.module.css';

export function Sealing({ session }: { session: Extract<Session, { phase: 'sealing' }> }) {
  const { t, bytes } = useText();
  const { doneBytes, totalBytes } = session;
  const said = t('sealing.bytes', { done: bytes(doneBytes), total: bytes(totalBytes) });
  return (
    <Screen title={t('sealing.title')} lead={t('sealing.lead')} stay>
      <div className={styles.progress}>
        <Progress label={t('sealing.bar')} value={totalBytes === 0 ? null : doneBytes / totalBytes} valueText={said} />
        <p className={styles.bytes}>{said}</p>
      </div>
    </Screen>
  );
}
