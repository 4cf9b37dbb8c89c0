import { analyzerIds } from '#contract/bundle/analyzers.ts';
import { type Evidence, type Finding, findingSeverities } from '#contract/bundle/finding.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Card } from '#ui/Card.tsx';
import type { IconName } from '#ui/icons.tsx';
import { findingTones } from './badges.tsx';
import styles from './Findings.module.css';

const icons: Record<Finding['severity'], IconName> = {
  critical: 'warning',
  warning: 'warning',
  info: 'info',
};

export function Findings({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { findingList, failedAnalyzers, number, manifest } = incident;
  const present = new Set(manifest.items.map(({ id }) => id));
  const failed = failedAnalyzers.map((id) => {
    const known = analyzerIds.find((analyzer) => analyzer === id);
    return known ? t(`findings.analyzer.${known}`) : id;
  });
  const sorted = findingList.toSorted(
    (a, b) => findingSeverities.indexOf(a.severity) - findingSeverities.indexOf(b.severity),
  );
  return (
    <Section title={t('findings.title')}>
      {sorted.length === 0 ? (
        <p className={styles.quiet}>
          {t(failed.length === 0 ? 'findings.none.text' : 'findings.none.some')}
        </p>
      ) : (
        <Card padding="flush">
          <ul>
            {sorted.map((finding, index) => (
              <FindingRow
                // Two findings may be identical; their order never changes for a bundle.
                key={`${finding.analyzer} ${finding.evidence[0]?.pointer ?? ''} ${String(index)}`}
                finding={finding}
                number={number}
                present={present}
              />
            ))}
          </ul>
        </Card>
      )}
      {failed.length > 0 ? (
        <p className={styles.quiet}>{t('findings.failed', { names: failed.join(', ') })}</p>
      ) : null}
    </Section>
  );
}

function FindingRow({
  finding,
  number,
  present,
}: {
  finding: Finding;
  number: string;
  present: ReadonlySet<string>;
}) {
  const { t, tText } = useText();
  const { severity, cause, title, explanation, nextStep, evidence } = finding;
  return (
    <li className={styles.finding} data-severity={severity}>
      <div className={styles.head}>
        <h3 dir="auto">{visible(tText(title))}</h3>
        <Badge tone={findingTones[severity]} icon={icons[severity]}>
          {t(`findings.severity.${severity}`)}
        </Badge>
        <Badge>{t(`findings.cause.${cause}`)}</Badge>
      </div>
      <p dir="auto">{visible(tText(explanation))}</p>
      <p dir="auto">
        <span className={styles.label}>{t('findings.next')}</span> {visible(tText(nextStep))}
      </p>
      <ul className={styles.evidence} aria-label={t('findings.evidence')}>
        {evidence.map((each) => (
          <li key={`${each.item} ${each.pointer ?? ''} ${each.line ?? ''} ${each.quote}`}>
            <EvidenceLine evidence={each} number={number} present={present.has(each.item)} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function EvidenceLine({
  evidence,
  number,
  present,
}: {
  evidence: Evidence;
  number: string;
  present: boolean;
}) {
  const { t } = useText();
  const { item, pointer, line, quote } = evidence;
  const where = line === null ? (pointer ?? '') : t('findings.evidence.line', { line });
  return (
    <>
      {present ? (
        <Link
          to={{ page: 'item', number, item }}
          place={{ pointer, line }}
          className={styles.place}
        >
          {item} {where}
        </Link>
      ) : (
        <span className={styles.place}>
          {item} ({t('findings.evidence.gone')})
        </span>
      )}{' '}
      <bdi className={styles.quote}>{visible(quote)}</bdi>
    </>
  );
}
