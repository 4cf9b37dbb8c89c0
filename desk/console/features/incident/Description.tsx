import type { Manifest } from '#contract/bundle/manifest.ts';
import type { AnsweredRequest, IncidentDetail } from '#contract/http/console-api.ts';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { Icon } from '#ui/icons.tsx';
import styles from './Description.module.css';
import { wordsMissing } from './words-missing.ts';

/** The person's description, shown only as text. */
export function Description({
  incident,
}: {
  incident: Pick<IncidentDetail, 'number' | 'description' | 'manifest' | 'request'>;
}) {
  const { t, date } = useText();
  const { number, description, manifest, request } = incident;
  const picture = manifest.items.find(({ mediaType }) => mediaType === 'image/png');
  return (
    <Section
      title={t(description || !request ? 'description.title' : 'description.requested.title')}
    >
      {request ? <Requested request={request} /> : null}
      {description ? (
        <Card>
          <p className={styles.words} dir="auto">
            {visible(description.happened)}
          </p>
          {description.began === '' ? null : (
            <p className={styles.began}>
              <span className={styles.label}>{t('description.began')}</span>{' '}
              <bdi className={styles.words}>{visible(description.began)}</bdi>
            </p>
          )}
          {description.lastGoodDay ? (
            <p className={styles.began}>
              <span className={styles.label}>{t('description.lastGoodDay')}</span>{' '}
              {date(`${description.lastGoodDay}T12:00:00.000Z`)}
            </p>
          ) : null}
        </Card>
      ) : (
        <NoWords manifest={manifest} requested={request !== null} />
      )}
      {picture ? (
        <p>
          <Link to={{ page: 'item', number, item: picture.id }} className={styles.picture}>
            <Icon name="screen" size={18} />
            {t('description.picture')}
          </Link>
        </p>
      ) : null}
    </Section>
  );
}

/** Who requested this bundle, from which incident, and why. */
function Requested({ request }: { request: AnsweredRequest }) {
  const { t } = useText();
  const { jti, engineer, incident, reason } = request;
  return (
    <Card>
      <p className={styles.requested}>
        <Link to={{ page: 'request', jti }}>
          {t('description.requested', { engineer: visible(engineer) })}
        </Link>
        {incident ? (
          <>
            {' · '}
            <Link to={{ page: 'incident', number: incident }}>{incident}</Link>
          </>
        ) : null}
      </p>
      <p className={styles.words} dir="auto">
        {visible(reason)}
      </p>
    </Card>
  );
}

/** Why the bundle has no description, according to the manifest. */
function NoWords({ manifest, requested }: { manifest: Manifest; requested: boolean }) {
  const { t, tText } = useText();
  const why = wordsMissing(manifest);
  if (why.kind === 'not-written' && requested) return null;
  const reason = why.kind === 'not-collected' && why.reason ? visible(tText(why.reason)) : '';
  return (
    <p className={styles.label}>
      {t(`description.missing.${why.kind}`)} {reason}
    </p>
  );
}
