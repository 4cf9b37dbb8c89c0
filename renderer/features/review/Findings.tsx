import { analyzerIds } from '#contract/bundle/analyzers.ts';
import type { Evidence, Finding } from '#contract/bundle/finding.ts';
import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import styles from './Review.module.css';

const tones = { critical: 'danger', warning: 'warn', info: 'info' } as const;

interface FindingsProps {
  review: Review;
  onRead: (reading: Reading) => void;
}

export function Findings({ review, onRead }: FindingsProps) {
  const { t } = useText();
  if (review.findings.length === 0 && review.notJudged.length === 0) return null;
  return (
    <section aria-labelledby="findings-title" className={styles.section}>
      <div>
        <h2 id="findings-title">{t('review.findings')}</h2>
        {review.findings.length > 0 ? (
          <p className={styles.muted}>{t('review.findings.lead')}</p>
        ) : null}
        <NotJudged analyzers={review.notJudged} saved={review.recipient === null} />
      </div>
      {review.findings.length > 0 ? (
        <ul className={styles.findings}>
          {review.findings.map((finding) => (
            <li
              key={`${finding.analyzer} ${finding.title.message} ${JSON.stringify(finding.evidence)}`}
            >
              <FindingCard finding={finding} review={review} onRead={onRead} />
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** What could not be checked must not look as if it were fine. */
function NotJudged({ analyzers, saved }: { analyzers: readonly string[]; saved: boolean }) {
  const { t } = useText();
  if (analyzers.length === 0) return null;
  const names = analyzers.map((id) => {
    const known = analyzerIds.find((candidate) => candidate === id);
    return known ? t(`analyzer.${known}`) : id;
  });
  return (
    <p className={styles.muted}>
      {t(saved ? 'review.notJudged.file' : 'review.notJudged', { what: names.join(', ') })}
    </p>
  );
}

function FindingCard({ finding, review, onRead }: FindingsProps & { finding: Finding }) {
  const { t, tText } = useText();
  return (
    <Card>
      <div className={styles.finding}>
        <p>
          <Badge tone={tones[finding.severity]}>{t(`severity.${finding.severity}`)}</Badge>
        </p>
        <h3>{tText(finding.title)}</h3>
        <p>{tText(finding.explanation)}</p>
        <p>
          <strong>{t('review.findings.next')}</strong> {tText(finding.nextStep)}
        </p>
        <Disclosure kind="quiet" label={t('review.findings.evidence')}>
          <ul className={styles.evidence}>
            {finding.evidence.map((evidence) => (
              <li key={`${evidence.item} ${evidence.pointer} ${evidence.line}`}>
                <EvidenceLink evidence={evidence} review={review} onRead={onRead} />
              </li>
            ))}
          </ul>
        </Disclosure>
      </div>
    </Card>
  );
}

function EvidenceLink({ evidence, review, onRead }: FindingsProps & { evidence: Evidence }) {
  const { t, tText } = useText();
  const item = review.items.find(({ id }) => id === evidence.item);
  const title = item ? tText({ message: item.title }) : evidence.item;
  const where =
    evidence.line === null
      ? title
      : t('review.findings.evidence.line', { item: title, line: evidence.line });
  return (
    <>
      {item ? (
        <Button
          kind="quiet"
          size="small"
          icon="document"
          onClick={() =>
            onRead({
              id: item.id,
              title,
              purpose: tText({ message: item.purpose }),
              sensitivity: item.sensitivity,
              sha256: item.sha256,
              stage: item.included ? 'included' : 'left-out',
              line: evidence.line,
              pointer: evidence.pointer,
            })
          }
        >
          {where}
        </Button>
      ) : (
        <span>{where}</span>
      )}
      <code className={styles.quote}>{evidence.quote}</code>
    </>
  );
}
