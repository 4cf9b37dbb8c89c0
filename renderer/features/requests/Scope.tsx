import type { Sensitivity } from '#contract/collector/collector.ts';
import type { RequestedCollector } from '#contract/ipc/incoming-requests.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge, type BadgeTone } from '#ui/Badge.tsx';
import { Card } from '#ui/Card.tsx';
import { Switch } from '#ui/Switch.tsx';
import styles from './Requests.module.css';

const tones: Record<Sensitivity, BadgeTone> = {
  technical: 'neutral',
  personal: 'info',
  private: 'warn',
};

interface ScopeProps {
  collectors: readonly RequestedCollector[];
  leftOut: ReadonlySet<string>;
  onChange: (id: string, looked: boolean) => void;
}

/** Everything that is asked for, with its purpose and a switch. */
export function Scope({ collectors, leftOut, onChange }: ScopeProps) {
  const { t, tText } = useText();
  return (
    <section aria-labelledby="scope-title" className={styles.section}>
      <h2 id="scope-title">{t('request.scope')}</h2>
      <p className={styles.muted}>
        {t('request.scope.lead')}{' '}
        {leftOut.size > 0 ? t('request.scope.out', { count: leftOut.size }) : null}
      </p>
      <Card padding="flush">
        <ul>
          {collectors.map(({ id, title, purpose, sensitivity }) => (
            <li key={id} className={styles.collector} data-in={!leftOut.has(id)}>
              <div className={styles.words}>
                <p className={styles.name}>{tText({ message: title })}</p>
                <p className={styles.muted}>{tText({ message: purpose })}</p>
                <p>
                  <Badge tone={tones[sensitivity]}>{t(`sensitivity.${sensitivity}`)}</Badge>
                </p>
              </div>
              <Switch
                label={t('request.scope.switch', { title: tText({ message: title }) })}
                checked={!leftOut.has(id)}
                onChange={(looked) => onChange(id, looked)}
              />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
