import type { RevealedValue } from '#desk/console/base/revealed.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import styles from './RevealedValues.module.css';

/** Each pseudonym with its revealed value. The link opens the request, which says who asked and why. */
export function RevealedValues({ values }: { values: readonly RevealedValue[] }) {
  const { t } = useText();
  if (values.length === 0) return null;
  return (
    <dl className={styles.values} aria-label={t('reveal.values')}>
      {values.map(({ jti, pseudonym, value }) => (
        <div key={jti} className={styles.value}>
          <dt>
            <Link to={{ page: 'request', jti }}>{pseudonym}</Link>
          </dt>
          <dd>
            <bdi>{visible(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
