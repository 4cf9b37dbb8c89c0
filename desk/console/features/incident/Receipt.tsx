import type { ReactNode } from 'react';
import type { IncidentDetail, Verification } from '#contract/http/console-api.ts';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups } from '#ui/format.ts';
import { Icon } from '#ui/icons.tsx';
import styles from './Receipt.module.css';

const dayMs = 86_400_000;

export function Receipt({ incident }: { incident: IncidentDetail }) {
  const { t, date, dateTime } = useText();
  const { receipt, jws } = incident.receipt;
  const { recipient, retentionDays } = receipt;
  return (
    <Section title={t('receipt.title')} aside={t('receipt.intro')}>
      <Card>
        <div className={styles.content}>
          <ul className={styles.checks} aria-label={t('receipt.checks')}>
            {incident.verifications.map((verification) => (
              <Check
                key={`${verification.check.message} ${verification.detail ?? ''}`}
                verification={verification}
              />
            ))}
          </ul>
          <dl className={styles.facts}>
            <Fact label={t('receipt.agreed')}>{dateTime(receipt.agreedAt)}</Fact>
            <Fact label={t('receipt.recipient')}>
              {recipient ? (
                <>
                  <bdi>{recipient.organisation}</bdi> · <bdi>{recipient.desk}</bdi>
                </>
              ) : (
                t('receipt.file')
              )}
            </Fact>
            <Fact label={t('receipt.purpose')}>
              <bdi>{visible(receipt.purpose)}</bdi>
            </Fact>
            {retentionDays === null ? null : (
              <Fact label={t('receipt.retention')}>
                {t('receipt.retention.days', {
                  days: retentionDays,
                  date: date(
                    new Date(Date.parse(receipt.agreedAt) + retentionDays * dayMs).toISOString(),
                  ),
                })}
              </Fact>
            )}
            <Fact label={t('receipt.items')}>{receipt.items.length}</Fact>
            <Fact label={t('receipt.device')}>
              <code>{receipt.device}</code>
            </Fact>
            <Fact label={t('receipt.hash')}>
              <code>{inGroups(receipt.manifestHash)}</code>{' '}
              <CopyButton value={receipt.manifestHash} label={t('receipt.copyHash')} />
            </Fact>
          </dl>
          <Disclosure kind="quiet" label={t('receipt.jws')}>
            <code className={styles.jws}>{jws}</code>
          </Disclosure>
        </div>
      </Card>
    </Section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Check({ verification }: { verification: Verification }) {
  const { t, tText } = useText();
  const { check, passed, detail } = verification;
  return (
    <li className={styles.check} data-passed={passed}>
      <span className={styles.mark}>
        <Icon name={passed ? 'check' : 'close'} size={16} />
      </span>
      <span>
        <span className="visually-hidden">
          {t(passed ? 'receipt.check.passed' : 'receipt.check.failed')}{' '}
        </span>
        {tText(check)}
        {detail ? <bdi className={styles.detail}> {visible(detail)}</bdi> : null}
      </span>
    </li>
  );
}
