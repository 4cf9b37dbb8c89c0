import { useState } from 'react';
import {
  type Account,
  type ApiToken,
  type CreatedToken,
  mostTokenDays,
  type TokenScope,
} from '#contract/http/console-people.ts';
import type { Role } from '#contract/http/roles.ts';
import { apiPath } from '#desk/console/base/api/client.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Form } from '#desk/console/base/parts/Form.tsx';
import { OneTimeSecret } from '#desk/console/base/parts/OneTimeSecret.tsx';
import { OwnPassword } from '#desk/console/base/parts/Password.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Select } from '#desk/console/base/parts/Select.tsx';
import { Table } from '#desk/console/base/parts/Table.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';

const lives = ['1', '30', '90', '365'] as const;
/** The scopes each role can use. The desk checks them again on each call. */
const useful: Record<Role, readonly TokenScope[]> = {
  engineer: ['requests', 'devices'],
  lead: ['requests', 'devices', 'enrolments'],
  administrator: ['requests', 'devices', 'enrolments', 'audit'],
  auditor: ['devices', 'audit'],
};

/** Selected by default: the scopes that `candor request NAME` needs to look up a device by name. */
const usual = (scopes: readonly TokenScope[]) =>
  scopes.includes('requests')
    ? scopes.filter((scope) => scope === 'requests' || scope === 'devices')
    : scopes.slice(0, 1);

/** Tokens for the command line, each limited to the scopes it needs. */
export function Tokens({
  account,
  role,
  onChanged,
}: {
  account: Account;
  role: Role;
  onChanged: () => void;
}) {
  const { t, dateTime } = useText();
  const { client } = useConsole();
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const action = useAction();

  async function revoke({ id }: ApiToken) {
    await action.run(() => client.call('account.revokeToken', { params: { id } }));
    if (created?.apiToken.id === id) setCreated(null);
    onChanged();
  }

  return (
    <Section title={t('tokens.title')}>
      <p className={styles.intro}>{t('tokens.intro')}</p>
      {created ? (
        <OneTimeSecret title={t('tokens.made')} text={t('tokens.once')} secret={created.token} />
      ) : null}
      {account.oidc && account.confirmedUntil === null ? (
        <Confirmation />
      ) : (
        <TokenForm
          scopes={useful[role]}
          withPassword={!account.oidc}
          onCreated={(token) => {
            setCreated(token);
            onChanged();
          }}
        />
      )}
      {action.problem ? <Problem title={t('account.failed')} error={action.problem} /> : null}
      {account.tokens.length === 0 ? (
        <p className={styles.quiet}>{t('tokens.none')}</p>
      ) : (
        <Table
          label={t('tokens.title')}
          columns={[
            t('tokens.label'),
            t('tokens.scopes'),
            t('tokens.used'),
            t('tokens.until'),
            t('people.column.change'),
          ]}
        >
          {account.tokens.map((token) => (
            <tr key={token.id}>
              <td>
                <bdi>{token.label}</bdi>
              </td>
              <td>{token.scopes.map((scope) => t(`tokens.scope.${scope}`)).join(', ')}</td>
              <td className={styles.quiet}>
                {token.usedAt === null ? t('tokens.never') : dateTime(token.usedAt)}
              </td>
              <td className={styles.quiet}>{dateTime(token.expiresAt)}</td>
              <td>
                <Button size="small" busy={action.busy} onClick={() => void revoke(token)}>
                  {t('enrolments.revoke')} <span className="visually-hidden">{token.label}</span>
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

/** Engineers without a password here confirm their identity through the organisation's sign-in. */
function Confirmation() {
  const { t } = useText();
  const name = useConsoleState((state) => state.session?.oidc ?? '');
  return (
    <>
      <p className={styles.intro}>{t('tokens.confirm.text')}</p>
      <p className={styles.actions}>
        <a href={`${apiPath('oidc.begin')}?confirm`}>{t('tokens.confirm', { name })}</a>
      </p>
    </>
  );
}

interface TokenFormProps {
  scopes: readonly TokenScope[];
  withPassword: boolean;
  onCreated: (created: CreatedToken) => void;
}

function TokenForm({ scopes, withPassword, onCreated }: TokenFormProps) {
  const { t } = useText();
  const { client } = useConsole();
  const [label, setLabel] = useState('');
  const [chosen, setChosen] = useState<readonly TokenScope[]>(usual(scopes));
  const [days, setDays] = useState<(typeof lives)[number]>('30');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const action = useAction();
  const mostDays = withPassword ? mostTokenDays.password : mostTokenDays.oidc;
  const lacking = label.trim() === '' || chosen.length === 0;
  const lacksPassword = withPassword && password === '';

  async function submit() {
    setChecked(true);
    if (lacking || lacksPassword) return;
    const body = {
      label: label.trim(),
      scopes: [...chosen],
      days: Number(days),
      password: withPassword ? password : null,
    };
    const created = await action.run(() => client.call('account.createToken', { body }));
    if (!created) return;
    setLabel('');
    setPassword('');
    setChecked(false);
    onCreated(created);
  }

  return (
    <Form action={action} failed={t('account.failed')} submit={t('tokens.make')} onSubmit={submit}>
      <div className={styles.row}>
        <TextField
          label={t('tokens.label')}
          maxLength={100}
          value={label}
          onChange={setLabel}
          error={checked && lacking ? t('tokens.missing') : null}
        />
        <Select
          label={t('tokens.life')}
          value={days}
          options={lives
            .filter((value) => Number(value) <= mostDays)
            .map((value) => ({ value, text: t('tokens.days', { count: Number(value) }) }))}
          onChange={setDays}
        />
      </div>
      <fieldset className={styles.group}>
        <legend>{t('tokens.scopes')}</legend>
        {scopes.map((scope) => (
          <label key={scope} className={styles.check}>
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) =>
                setChosen(
                  event.target.checked
                    ? [...chosen, scope]
                    : chosen.filter((each) => each !== scope),
                )
              }
            />
            {t(`tokens.scope.${scope}`)}
          </label>
        ))}
      </fieldset>
      {withPassword ? (
        <OwnPassword value={password} missing={checked && lacksPassword} onChange={setPassword} />
      ) : null}
    </Form>
  );
}
