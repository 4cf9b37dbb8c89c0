import { useMirror, useOrganisation } from '#renderer/base/mirror.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import styles from './Requests.module.css';

/** Whether this computer is registered with the organisation. */
export function DeviceStatus() {
  const { t, tText } = useText();
  const organisation = useOrganisation();
  const device = useMirror(({ asked }) => asked?.device ?? null);
  if (!organisation || !device) return null;
  const { standing, problem } = device;
  if (standing === 'revoked') {
    // The reason that was given when the device was revoked. The console says that the person will read it.
    const reason = String(problem?.message.values?.reason ?? '').trim();
    return (
      <Notice kind="warn" title={t('device.revoked.title')} detail={problem?.detail ?? null}>
        {reason === '' ? null : (
          <p>
            {t('device.revoked.reason')} <bdi>{reason}</bdi>
          </p>
        )}
        <p>{t('device.revoked', { organisation })}</p>
      </Notice>
    );
  }
  return (
    <>
      {problem ? (
        <Notice kind="warn" title={t('device.problem', { organisation })} detail={problem.detail}>
          {tText(problem.message)}
        </Notice>
      ) : null}
      {standing === 'unknown' ? null : (
        <p className={styles.status}>{t(`device.${standing}`, { organisation })}</p>
      )}
    </>
  );
}
