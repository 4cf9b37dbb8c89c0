import { Notice } from '#ui/Notice.tsx';
import { Link } from '../base/routing/Link.tsx';
import { useResource } from '../base/state/use-resource.ts';
import { visible } from '../base/text/visible.ts';
import { useText } from '../base/use-text.ts';

/** A person reported a request. Shown on every page for leads and administrators until one acknowledges it. */
export function ReportBanner() {
  const { t } = useText();
  const reports = useResource('requests.reported', {}, 'requests').value ?? [];
  const settings = useResource('settings.read', reports.length > 0 ? {} : null).value;
  if (reports.length === 0) return null;
  return (
    <Notice kind="error" live title={t('report.banner', { count: reports.length })}>
      <p>
        {settings?.securityContact
          ? t('report.contact', { contact: visible(settings.securityContact) })
          : t('report.noContact')}
      </p>
      <ul>
        {reports.map(({ jti, engineer, events }) => (
          <li key={jti}>
            <Link to={{ page: 'request', jti }}>{t('report.of', { name: engineer.name })}</Link>{' '}
            {events.at(-1)?.sentence ? (
              <q dir="auto">{visible(events.at(-1)?.sentence ?? '')}</q>
            ) : null}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
