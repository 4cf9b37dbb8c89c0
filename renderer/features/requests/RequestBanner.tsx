import { activeRequest, useMirror } from '#renderer/base/mirror.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import styles from './Requests.module.css';

/** Shown above every step of a session that an engineer asked for. */
export function RequestBanner() {
  const { t } = useText();
  const request = useMirror(activeRequest);
  const active = useMirror(({ session }) => session !== null && session.phase !== 'idle');
  if (!request || !active) return null;
  return (
    <aside aria-label={t('request.banner.label')} className={styles.banner}>
      <Notice>
        {t('request.banner', {
          engineer: request.engineer.name,
          organisation: request.organisation,
        })}
      </Notice>
    </aside>
  );
}
