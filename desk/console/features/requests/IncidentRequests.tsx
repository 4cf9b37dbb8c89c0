import { useState } from 'react';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import type { CreatedRequest, CreateRequest } from '#contract/http/console-requests.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Select } from '#desk/console/base/parts/Select.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { revealedIn } from '#desk/console/base/revealed.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Disclosure } from '#ui/Disclosure.tsx';
import { TextField } from '#ui/TextField.tsx';
import { RequestForm } from './RequestForm.tsx';
import { RequestRows } from './RequestRows.tsx';
import { RevealedValues } from './RevealedValues.tsx';

/** Requests to this computer from this incident, and the form for a new one. */
export function IncidentRequests({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { number, device } = incident;
  const resource = useResource('requests.list', { query: { incident: number } }, 'requests');
  const [created, setCreated] = useState(0);
  const done = (_made: CreatedRequest) => {
    // Resets and closes the form.
    setCreated(created + 1);
    resource.reload();
  };
  return (
    <Section title={t('requests.title')}>
      <ResourceBoundary resource={resource}>
        {({ requests }) =>
          requests.length === 0 ? (
            <p className={styles.quiet}>{t('requests.ofIncident.none')}</p>
          ) : (
            <>
              <RevealedValues values={revealedIn(requests, number)} />
              <RequestRows requests={requests} oneDevice />
            </>
          )
        }
      </ResourceBoundary>
      <span role="status" className="visually-hidden">
        {created > 0 ? t('request.made') : ''}
      </span>
      <Disclosure key={`more ${created}`} label={t('requests.ofIncident.more')}>
        <RequestForm device={device} incident={number} onCreated={done} />
      </Disclosure>
      <Disclosure key={`reveal ${created}`} label={t('reveal.title')}>
        <RevealForm incident={incident} onCreated={done} />
      </Disclosure>
    </Section>
  );
}

function RevealForm({
  incident,
  onCreated,
}: {
  incident: IncidentDetail;
  onCreated: (created: CreatedRequest) => void;
}) {
  const { t } = useText();
  const { client } = useConsole();
  const items = incident.manifest.items.map(({ id }) => ({ value: id, text: id }));
  const [item, setItem] = useState(items[0]?.value ?? '');
  const [pseudonym, setPseudonym] = useState('');
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const action = useAction();
  const lacking = pseudonym.trim() === '' || reason.trim().length < 3;

  async function submit() {
    setChecked(true);
    if (lacking) return;
    const words = { pseudonym: pseudonym.trim(), reason: reason.trim() };
    const body: CreateRequest = { kind: 'reveal', incident: incident.number, item, ...words };
    const created = await action.run(() => client.call('requests.create', { body }));
    if (created) onCreated(created);
  }

  return (
    <Form action={action} failed={t('request.failed')} submit={t('reveal.ask')} onSubmit={submit}>
      <p className={styles.intro}>{t('reveal.intro')}</p>
      <Select label={t('reveal.item')} value={item} options={items} onChange={setItem} />
      <TextField
        label={t('reveal.pseudonym')}
        help={t('reveal.pseudonym.help')}
        spellCheck={false}
        maxLength={80}
        value={pseudonym}
        onChange={setPseudonym}
      />
      <TextField
        label={t('request.reason')}
        help={t('request.reason.help')}
        maxLength={1000}
        value={reason}
        onChange={setReason}
        error={checked && lacking ? t('reveal.missing') : null}
      />
    </Form>
  );
}
