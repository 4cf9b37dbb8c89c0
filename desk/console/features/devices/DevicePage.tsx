import { useState } from 'react';
import type { Engineer } from '#contract/http/console-api.ts';
import type { DeskDevice } from '#contract/http/console-requests.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { DeleteDialog } from '#desk/console/base/parts/DeleteDialog.tsx';
import { Form } from '#desk/console/base/parts/Form.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { navigate } from '#desk/console/base/routing/location.ts';
import { pathOf } from '#desk/console/base/routing/routes.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useDeviceName } from '#desk/console/base/text/device-name.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { RelativeTime } from '#desk/console/base/time/RelativeTime.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Switch } from '#ui/Switch.tsx';
import { TextField } from '#ui/TextField.tsx';
import { RequestForm } from '../requests/RequestForm.tsx';
import { RequestRows } from '../requests/RequestRows.tsx';
import { DeviceBadges } from './DeviceBadges.tsx';

export function DevicePage({ id, engineer }: { id: string; engineer: Engineer }) {
  const { t } = useText();
  const deviceName = useDeviceName();
  const resource = useResource('devices.read', { params: { id } }, 'devices');
  const { value: device, problem } = resource;
  const lead = engineer.role === 'lead' || engineer.role === 'administrator';
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <nav>
          <Link to={{ page: 'devices' }} className={styles.back}>
            {t('devices.title')}
          </Link>
        </nav>
        <PageHeading title={deviceName(id, device?.name ?? null)} />
      </div>
      {problem?.code === 'not-found' ? (
        <EmptyState icon="search" title={t('device.unknown.title')}>
          {t('device.unknown.text')}
        </EmptyState>
      ) : (
        <ResourceBoundary resource={resource}>
          {(known) => (
            <>
              <DeviceFacts device={known} />
              {engineer.role === 'auditor' ? null : <DeviceIncidents device={known} />}
              {lead ? <Manage key={known.id} device={known} onChanged={resource.reload} /> : null}
              {engineer.role === 'auditor' ? null : <DeviceRequests device={known} />}
            </>
          )}
        </ResourceBoundary>
      )}
    </div>
  );
}

function DeviceFacts({ device }: { device: DeskDevice }) {
  const { t, dateTime } = useText();
  return (
    <>
      {device.revoked ? (
        <Notice kind="warn" title={t('device.revoked.at', { time: dateTime(device.revoked.at) })}>
          <bdi>{visible(device.revoked.reason)}</bdi>
        </Notice>
      ) : null}
      <dl className={styles.facts}>
        <dt>{t('devices.column.state')}</dt>
        <dd>
          <DeviceBadges device={device} />
        </dd>
        <dt>{t('devices.column.owner')}</dt>
        <dd>
          <bdi>{device.owner === null ? t('device.noOwner') : visible(device.owner)}</bdi>
        </dd>
        <dt>{t('devices.column.system')}</dt>
        <dd>{`${visible(device.platform)} · ${visible(device.agentVersion)}`}</dd>
        <dt>{t('devices.column.seen')}</dt>
        <dd>
          <RelativeTime at={device.seenAt} />
        </dd>
        <dt>{t('device.registered')}</dt>
        <dd>{dateTime(device.registeredAt)}</dd>
        <dt>{t('device.id')}</dt>
        <dd className={styles.actions}>
          <code className={styles.mono}>{device.id}</code>
          <CopyButton value={device.id} />
        </dd>
      </dl>
    </>
  );
}

/** Links to the incidents of this computer. */
function DeviceIncidents({ device }: { device: DeskDevice }) {
  const { t } = useText();
  const { incidents } = useConsole().lists;
  const show = () => {
    void incidents.show({
      view: 'all',
      find: '',
      status: undefined,
      assignee: undefined,
      sender: undefined,
      device: device.id,
    });
    navigate(pathOf({ page: 'incidents' }));
  };
  return (
    <div className={styles.actions}>
      <Button onClick={show}>{t('device.incidents')}</Button>
    </div>
  );
}

function DeviceRequests({ device }: { device: DeskDevice }) {
  const { t } = useText();
  const resource = useResource('requests.list', { query: { device: device.id } }, 'requests');
  const [created, setCreated] = useState(0);
  return (
    <>
      {device.revoked ? null : (
        <Section title={t('request.title')}>
          <p className={styles.intro}>{t('request.intro')}</p>
          <RequestForm
            device={device.id}
            incident={null}
            onCreated={() => {
              setCreated(created + 1);
              resource.reload();
            }}
          />
          <span role="status">{created > 0 ? t('request.made') : ''}</span>
        </Section>
      )}
      <Section title={t('requests.ofDevice')}>
        <ResourceBoundary resource={resource}>
          {({ requests }) =>
            requests.length === 0 ? (
              <p className={styles.quiet}>{t('requests.ofDevice.none')}</p>
            ) : (
              <RequestRows requests={requests} oneDevice />
            )
          }
        </ResourceBoundary>
      </Section>
    </>
  );
}

function Manage({ device, onChanged }: { device: DeskDevice; onChanged: () => void }) {
  const { t } = useText();
  const { client } = useConsole();
  const [name, setName] = useState(device.name ?? '');
  const [owner, setOwner] = useState(device.owner ?? '');
  const [saved, setSaved] = useState(false);
  const [revoking, setRevoking] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [deleted, setDeleted] = useState<number | null>(null);
  const action = useAction();
  const letIn = useAction();
  const params = { id: device.id };

  async function save() {
    setSaved(false);
    const change = { name: name.trim() || null, owner: owner.trim() || null };
    if (!(await action.run(() => client.call('devices.change', { params, body: change })))) return;
    setSaved(true);
    onChanged();
  }

  async function remove(reason: string) {
    const result = await client.call('devices.deleteIncidents', { params, body: { reason } });
    if (result.ok) setDeleted(result.value.deleted);
    return result;
  }

  async function takeBack() {
    if (await letIn.run(() => client.call('devices.readmit', { params }))) onChanged();
  }

  return (
    <Section title={t('device.manage')}>
      <Form
        action={action}
        failed={t('device.save.failed')}
        submit={t('device.save')}
        onSubmit={save}
        beside={
          <>
            <span role="status">{saved ? t('device.saved') : ''}</span>
            {device.revoked ? (
              <Button busy={letIn.busy} onClick={() => void takeBack()}>
                {t('device.letIn')}
              </Button>
            ) : (
              <Button kind="danger" onClick={() => setRevoking(true)}>
                {t('device.revoke')}
              </Button>
            )}
            <Button kind="danger" onClick={() => setDeleting(true)}>
              {t('device.delete')}
            </Button>
          </>
        }
      >
        <div className={styles.row}>
          <TextField
            label={t('devices.column.name')}
            maxLength={100}
            value={name}
            onChange={setName}
          />
          <TextField
            label={t('devices.column.owner')}
            maxLength={100}
            value={owner}
            onChange={setOwner}
          />
        </div>
      </Form>
      {letIn.problem ? <Problem title={t('device.letIn.failed')} error={letIn.problem} /> : null}
      {deleted === null ? null : <p role="status">{t('device.deleted', { count: deleted })}</p>}
      {deleting ? (
        <DeleteDialog
          title={t('device.delete.title')}
          text={t('device.delete.text')}
          onDelete={remove}
          onDeleted={onChanged}
          onClose={() => setDeleting(false)}
        />
      ) : null}
      {revoking ? (
        <Revoke id={device.id} onClose={() => setRevoking(false)} onRevoked={onChanged} />
      ) : null}
    </Section>
  );
}

function Revoke({
  id,
  onClose,
  onRevoked,
}: {
  id: string;
  onClose: () => void;
  onRevoked: () => void;
}) {
  const { t } = useText();
  const { client } = useConsole();
  const [reason, setReason] = useState('');
  const [deleteIncidents, setDeleteIncidents] = useState(false);
  const [checked, setChecked] = useState(false);
  const action = useAction();
  const lacking = reason.trim().length < 3;

  async function revoke() {
    setChecked(true);
    if (lacking) return;
    const body = { reason: reason.trim(), deleteIncidents };
    const done = await action.run(() => client.call('devices.revoke', { params: { id }, body }));
    if (!done) return;
    onRevoked();
    onClose();
  }

  return (
    <Dialog
      title={t('device.revoke.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('device.revoke.keep')}</Button>
          <Button kind="danger" busy={action.busy} onClick={() => void revoke()}>
            {t('device.revoke')}
          </Button>
        </>
      }
    >
      <p>{t('device.revoke.text')}</p>
      <TextField
        label={t('device.revoke.reason')}
        help={t('device.revoke.reason.help')}
        maxLength={300}
        value={reason}
        onChange={setReason}
        error={checked && lacking ? t('device.revoke.missing') : null}
      />
      <Switch
        showLabel
        label={t('device.revoke.delete')}
        checked={deleteIncidents}
        onChange={setDeleteIncidents}
      />
      {action.problem ? <Problem title={t('device.revoke.failed')} error={action.problem} /> : null}
    </Dialog>
  );
}
