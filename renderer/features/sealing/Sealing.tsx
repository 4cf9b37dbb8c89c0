import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { Progress } from '#ui/Progress.tsx';
import styles from './Sealing.module.css';

interface SealingProps {
  /** Null once everything is packed, until the outbox answers. */
  progress: { doneBytes: number; totalBytes: number } | null;
}

export function Sealing({ progress }: SealingProps) {
  const { t, bytes } = useText();
  const { doneBytes, totalBytes } = progress ?? { doneBytes: 0, totalBytes: 0 };
  const amount =
    totalBytes === 0
      ? ''
      : t('sealing.bytes', { done: bytes(doneBytes), total: bytes(totalBytes) });
  return (
    <Screen title={t('sealing.title')} lead={t('sealing.lead')} stay>
      <div className={styles.progress}>
        <Progress
          label={t('sealing.bar')}
          value={totalBytes === 0 ? null : doneBytes / totalBytes}
          valueText={amount}
        />
        <p className={styles.bytes}>{amount}</p>
      </div>
    </Screen>
  );
}
