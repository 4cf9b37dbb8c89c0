import { CopyButton } from '#ui/CopyButton.tsx';
import { Notice } from '#ui/Notice.tsx';
import styles from './parts.module.css';

/** A secret that is shown only once. */
export function OneTimeSecret({
  title,
  text,
  secret,
}: {
  title: string;
  text: string;
  secret: string;
}) {
  return (
    <Notice kind="success" live title={title}>
      <p>{text}</p>
      <div className={styles.secret}>
        <code>{secret}</code>
        <CopyButton value={secret} />
      </div>
    </Notice>
  );
}
