import { useState } from 'react';
import type { CreatedEnrolment, EnrolmentToken } from '#contract/http/console-requests.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { OneTimeSecret } from '#desk/console/base/parts/OneTimeSecret.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Table } from '#desk/console/base/parts/Table.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';

/** The tokens with which IT enrols computers. */
export function Enrolments() {
  const { t, dateTime } = useText();
  const { client } = useConsole();
  const resource = useResource('enrolments.list', {}, 'devices');
  const [created, setCreated] = useState<CreatedEnrolment | null>(null);
  const action = useAction();

  async function revoke({ id }: EnrolmentToken) {
    await action.run(() => client.call('enrolments.revoke', { params: { id } }));
    resource.reload();
  }

  return (
    <Section title={t('enrolments.title')}>
      <p className={styles.intro}>{t('enrolments.intro')}</p>
      {created ? (
        <OneTimeSecret
          title={t('enrolments.made')}
          text={t('enrolments.once')}
          secret={created.token}
        />
      ) : null}
      <EnrolmentForm
        onCreated={(token) => {
          setCreated(token);
          resource.reload();
        }}
      />
      {action.problem ? <Problem title={t('enrolments.failed')} error={action.problem} /> : null}
      <ResourceBoundary resource={resource}>
        {(tokens) =>
          tokens.length === 0 ? (
            <p className={styles.quiet}>{t('enrolments.none')}</p>
          ) : (
            <Table
              label={t('enrolments.title')}
              columns={[
                t('enrolments.label'),
                t('enrolments.column.uses'),
                t('enrolments.column.until'),
                t('enrolments.column.by'),
                t('enrolments.column.state'),
              ]}
            >
              {tokens.map((token) => (
                <tr key={token.id}>
                  <td>
                    <bdi>{token.label}</bdi>
                  </td>
                  <td>{t('enrolments.uses', { left: token.usesLeft, uses: token.uses })}</td>
                  <td className={styles.quiet}>{dateTime(token.expiresAt)}</td>
                  <td>
                    <bdi>{token.createdBy}</bdi>
                  </td>
                  <td>
                    <span className={styles.actions}>
                      <Badge tone={token.state === 'good' ? 'success' : 'neutral'}>
                        {t(`enrolments.state.${token.state}`)}
                      </Badge>
                      {token.state === 'good' ? (
                        <Button size="small" busy={action.busy} onClick={() => void revoke(token)}>
                          {t('enrolments.revoke')}{' '}
                          <span className="visually-hidden">{token.label}</span>
                        </Button>
                      ) : null}
                    </span>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </ResourceBoundary>
    </Section>
  );
}

function EnrolmentForm({ onCreated }: { onCreated: (created: CreatedEnrolment) => void }) {
  const { t } = useText();
  const { client } = useConsole();
  const [label, setLabel] = useState('');
  const [uses, setUses] = useState('1');
  const [days, setDays] = useState('7');
  const [checked, setChecked] = useState(false);
  const action = useAction();
  const within = (text: string, most: number) =>
    /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most;
  const errors = {
    label: label.trim() === '' ? t('enrolments.label.missing') : null,
    uses: within(uses, 100_000) ? null : t('enrolments.uses.wrong'),
    days: within(days, 365) ? null : t('enrolments.days.wrong'),
  };

  async function submit() {
    setChecked(true);
    if (errors.label || errors.uses || errors.days) return;
    const body = { label: label.trim(), uses: Number(uses), days: Number(days) };
    const created = await action.run(() => client.call('enrolments.create', { body }));
    if (!created) return;
    setLabel('');
    setChecked(false);
    onCreated(created);
  }

  return (
    <Form
      action={action}
      failed={t('enrolments.failed')}
      submit={t('enrolments.make')}
      onSubmit={submit}
    >
      <div className={styles.row}>
        <TextField
          label={t('enrolments.label')}
          maxLength={100}
          value={label}
          onChange={setLabel}
          error={checked ? errors.label : null}
        />
        <TextField
          label={t('enrolments.computers')}
          inputMode="numeric"
          value={uses}
          onChange={setUses}
          error={checked ? errors.uses : null}
        />
        <TextField
          label={t('enrolments.days')}
          inputMode="numeric"
          value={days}
          onChange={setDays}
          error={checked ? errors.days : null}
        />
      </div>
    </Form>
  );
}
