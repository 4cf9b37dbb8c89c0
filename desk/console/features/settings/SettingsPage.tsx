import { useState } from 'react';
import { presets as ownPresets, presetId } from '#contract/collector/collector.ts';
import type { DeskSettings } from '#contract/http/console-people.ts';
import type { Allowance } from '#contract/http/roles.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Form } from '#desk/console/base/parts/Form.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { type Resource, useResource } from '#desk/console/base/state/use-resource.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Switch } from '#ui/Switch.tsx';
import { TextArea, TextField } from '#ui/TextField.tsx';
import { presetText } from '../requests/scope-text.ts';

const askers = ['engineer', 'lead', 'administrator'] as const;
type Askers = (typeof askers)[number];

export function SettingsPage() {
  const { t } = useText();
  const resource = useResource('settings.read', {});
  return (
    <div className={styles.page}>
      <PageHeading title={t('settings.title')} />
      <ResourceBoundary resource={resource}>
        {(settings) => <SettingsForm settings={settings} resource={resource} />}
      </ResourceBoundary>
    </div>
  );
}

function SettingsForm({
  settings,
  resource,
}: {
  settings: DeskSettings;
  resource: Resource<DeskSettings>;
}) {
  const { t } = useText();
  const { client } = useConsole();
  const [draft, setDraft] = useState(settings);
  const [saved, setSaved] = useState(false);
  const action = useAction();

  const change = (part: Partial<DeskSettings>) => {
    setDraft({ ...draft, ...part });
    setSaved(false);
  };
  async function save() {
    setSaved(false);
    const stored = await action.run(() => client.call('settings.change', { body: draft }));
    if (!stored) return;
    resource.keep(stored);
    setSaved(true);
  }

  return (
    <Form
      layout="page"
      action={action}
      failed={t('settings.failed')}
      submit={t('settings.save')}
      kind="primary"
      onSubmit={save}
      beside={<span role="status">{saved ? t('settings.saved') : ''}</span>}
    >
      <Section title={t('settings.devices')}>
        <Switch
          showLabel
          label={t('settings.unverified')}
          checked={draft.unverifiedDevices}
          onChange={(unverifiedDevices) => change({ unverifiedDevices })}
        />
        <p className={styles.intro}>{t('settings.unverified.help')}</p>
      </Section>
      <Section title={t('settings.requests')}>
        <p className={styles.intro}>{t('settings.requests.help')}</p>
        <div className={styles.row}>
          {askers.map((role) => (
            <AllowanceFields
              key={role}
              role={role}
              allowance={draft.requests[role]}
              onChange={(allowance) =>
                change({ requests: { ...draft.requests, [role]: allowance } })
              }
            />
          ))}
        </div>
      </Section>
      <Section title={t('settings.security')}>
        <div className={styles.form}>
          <TextArea
            label={t('settings.contact')}
            help={t('settings.contact.help')}
            rows={2}
            maxLength={300}
            value={draft.securityContact}
            onChange={(securityContact) => change({ securityContact })}
          />
        </div>
      </Section>
    </Form>
  );
}

interface AllowanceProps {
  role: Askers;
  allowance: Allowance;
  onChange: (allowance: Allowance) => void;
}

function AllowanceFields({ role, allowance: { presets, collectors }, onChange }: AllowanceProps) {
  const { t } = useText();
  const known: readonly string[] = ownPresets;
  const [others, setOthers] = useState(
    presets.filter((preset) => !known.includes(preset)).join(', '),
  );
  const namesOf = (text: string) => [
    ...new Set(text.split(/[\s,]+/).filter((name) => presetId.safeParse(name).success)),
  ];
  const turn = (preset: string, on: boolean) =>
    onChange({
      presets: on ? [...presets, preset] : presets.filter((each) => each !== preset),
      collectors,
    });

  return (
    <fieldset className={styles.group}>
      <legend>{t(`role.${role}`)}</legend>
      {ownPresets.map((preset) => (
        <label key={preset} className={styles.check}>
          <input
            type="checkbox"
            checked={presets.includes(preset)}
            onChange={(event) => turn(preset, event.target.checked)}
          />
          {presetText(preset, t)}
        </label>
      ))}
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={collectors}
          onChange={(event) => onChange({ presets, collectors: event.target.checked })}
        />
        {t('request.what.collectors')}
      </label>
      <TextField
        label={t('settings.otherPresets')}
        spellCheck={false}
        value={others}
        onChange={(text) => {
          setOthers(text);
          onChange({
            presets: [...presets.filter((preset) => known.includes(preset)), ...namesOf(text)],
            collectors,
          });
        }}
      />
    </fieldset>
  );
}
