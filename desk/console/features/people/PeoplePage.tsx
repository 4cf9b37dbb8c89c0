import { useState } from 'react';
import type { Engineer } from '#contract/http/console-api.ts';
import type {
  CreatedInvitation,
  OfferedReset,
  Person,
  PersonChange,
} from '#contract/http/console-people.ts';
import { type Role, roles } from '#contract/http/roles.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { OneTimeSecret } from '#desk/console/base/parts/OneTimeSecret.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Select } from '#desk/console/base/parts/Select.tsx';
import { Table } from '#desk/console/base/parts/Table.tsx';
import { type Action, useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';

export function PeoplePage({ engineer }: { engineer: Engineer }) {
  const { t } = useText();
  const { client } = useConsole();
  const resource = useResource('people.list', {});
  const [created, setCreated] = useState<CreatedInvitation | null>(null);
  const [offered, setOffered] = useState<OfferedReset | null>(null);
  const action = useAction();

  async function change(id: string, body: PersonChange) {
    await action.run(() => client.call('people.change', { params: { id }, body }));
    resource.reload();
  }

  async function offerReset(id: string) {
    setOffered(null);
    const created = await action.run(() => client.call('people.resetPassword', { params: { id } }));
    if (created) setOffered(created);
  }

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('people.title')} />
        <p className={styles.intro}>{t('people.intro')}</p>
      </div>
      {action.problem ? <Problem title={t('people.failed')} error={action.problem} /> : null}
      {offered ? (
        <OneTimeSecret
          title={t('people.reset.offered', { name: offered.person.name })}
          text={t('people.reset.offered.text')}
          secret={offered.link}
        />
      ) : null}
      <ResourceBoundary resource={resource}>
        {(all) => (
          <Table
            label={t('people.title')}
            columns={[
              t('people.column.name'),
              t('people.column.role'),
              t('people.column.state'),
              t('people.column.change'),
            ]}
          >
            {all.map((each) => (
              <PersonRow
                key={each.id}
                person={each}
                viewer={engineer}
                action={action}
                change={change}
                offerReset={offerReset}
              />
            ))}
          </Table>
        )}
      </ResourceBoundary>
      {engineer.role === 'administrator' ? (
        <Section title={t('people.invite.title')}>
          {created ? (
            <OneTimeSecret
              title={t('people.invited', { name: created.person.name })}
              text={t('people.invited.text')}
              secret={created.link}
            />
          ) : null}
          <InviteForm
            onCreated={(invitation) => {
              setCreated(invitation);
              resource.reload();
            }}
          />
        </Section>
      ) : null}
    </div>
  );
}

interface RowProps {
  person: Person;
  viewer: Engineer;
  action: Action;
  change: (id: string, body: PersonChange) => Promise<void>;
  offerReset: (id: string) => Promise<void>;
}

function PersonRow({
  person: { id, name, role, state, oidc, secondFactor },
  viewer,
  action,
  change,
  offerReset,
}: RowProps) {
  const { t } = useText();
  const administrator = viewer.role === 'administrator';
  // Engineers change their own password under Your account.
  const mayReset = state === 'active' && !oidc && id !== viewer.id;
  return (
    <tr>
      <td>
        <bdi>{name}</bdi>
      </td>
      <td>
        {administrator && !oidc ? (
          <Select<Role>
            quiet
            label={t('people.roleOf', { name })}
            value={role}
            disabled={action.busy}
            options={roles.map((value) => ({ value, text: t(`role.${value}`) }))}
            onChange={(role) => void change(id, { change: 'role', role })}
          />
        ) : (
          t(`role.${role}`)
        )}
      </td>
      <td>
        <span className={styles.badges}>
          <Badge tone={state === 'active' ? 'success' : 'neutral'}>
            {t(`people.state.${state}`)}
          </Badge>
          {oidc ? <Badge tone="info">{t('people.oidc')}</Badge> : null}
          {secondFactor ? <Badge tone="info">{t('people.secondFactor')}</Badge> : null}
        </span>
      </td>
      <td>
        {administrator ? (
          <span className={styles.actions}>
            <Button
              size="small"
              busy={action.busy}
              onClick={() =>
                void change(id, { change: state === 'disabled' ? 'enable' : 'disable' })
              }
            >
              {t(state === 'disabled' ? 'people.enable' : 'people.disable')}{' '}
              <span className="visually-hidden">{name}</span>
            </Button>
            {mayReset ? (
              <Button size="small" busy={action.busy} onClick={() => void offerReset(id)}>
                {t('people.reset')} <span className="visually-hidden">{name}</span>
              </Button>
            ) : null}
            {secondFactor ? (
              <Button
                size="small"
                busy={action.busy}
                onClick={() => void change(id, { change: 'reset-second-factor' })}
              >
                {t('people.resetFactor')} <span className="visually-hidden">{name}</span>
              </Button>
            ) : null}
          </span>
        ) : null}
      </td>
    </tr>
  );
}

function InviteForm({ onCreated }: { onCreated: (created: CreatedInvitation) => void }) {
  const { t } = useText();
  const { client } = useConsole();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('engineer');
  const [checked, setChecked] = useState(false);
  const action = useAction();
  const lacking = name.trim() === '';

  async function submit() {
    setChecked(true);
    if (lacking) return;
    const created = await action.run(() =>
      client.call('people.invite', { body: { name: name.trim(), role } }),
    );
    if (!created) return;
    setName('');
    setChecked(false);
    onCreated(created);
  }

  return (
    <Form action={action} failed={t('people.failed')} submit={t('people.invite')} onSubmit={submit}>
      <div className={styles.row}>
        <TextField
          label={t('people.column.name')}
          maxLength={100}
          value={name}
          onChange={setName}
          error={checked && lacking ? t('people.name.missing') : null}
        />
        <Select
          label={t('people.column.role')}
          value={role}
          options={roles.map((value) => ({ value, text: t(`role.${value}`) }))}
          onChange={setRole}
        />
      </div>
      <p className={styles.intro}>{t(`role.${role}.help`)}</p>
    </Form>
  );
}
