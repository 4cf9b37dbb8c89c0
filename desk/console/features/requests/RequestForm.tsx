import { useState } from 'react';
import type { CreatedRequest, CreateRequest } from '#contract/http/console-requests.ts';
import { requestScope } from '#contract/http/request.ts';
import { Form } from '#desk/console/base/parts/Form.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { Select } from '#desk/console/base/parts/Select.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Notice } from '#ui/Notice.tsx';
import { TextArea, TextField } from '#ui/TextField.tsx';
import { presetText } from './scope-text.ts';

const lives = { '30': 30, '120': 120, '480': 480, '1440': 1440, '10080': 10_080 } as const;
type Life = keyof typeof lives;
/** Cannot clash with a preset, whose id begins with a letter. */
const single = '*';

export interface RequestFormProps {
  /** Null for a request by phone: the device is known once the code is entered. */
  device: string | null;
  incident: string | null;
  onCreated: (created: CreatedRequest) => void;
}

/** What to collect, why, and when the request expires. The person sees the reason exactly as typed. */
export function RequestForm({ device, incident, onCreated }: RequestFormProps) {
  const { t } = useText();
  const { client } = useConsole();
  const mayAsk = useConsoleState((state) => state.session?.mayAsk ?? null);
  const presets = mayAsk?.presets ?? [];
  const [choice, setChoice] = useState(
    presets.includes('standard') ? 'standard' : (presets[0] ?? single),
  );
  const [collectors, setCollectors] = useState('');
  const [reason, setReason] = useState('');
  const [life, setLife] = useState<Life>('120');
  const [checked, setChecked] = useState(false);
  const action = useAction();

  if (!mayAsk || (presets.length === 0 && !mayAsk.collectors))
    return <Notice kind="info">{t('request.mayNot')}</Notice>;

  const names = collectors.split(/[\s,]+/).filter(Boolean);
  const scope = requestScope.safeParse(
    choice === single ? { collectors: names } : { preset: choice },
  );
  const errors = {
    scope: scope.success ? null : t('request.collectors.wrong'),
    reason: reason.trim().length < 3 ? t('request.reason.missing') : null,
  };

  async function submit() {
    setChecked(true);
    if (!scope.success || errors.reason) return;
    const common = { scope: scope.data, reason: reason.trim(), incident };
    const body: CreateRequest =
      device === null
        ? { kind: 'phone', ...common }
        : { kind: 'machine', device, minutes: lives[life], ...common };
    const created = await action.run(() => client.call('requests.create', { body }));
    if (!created) return;
    setReason('');
    setChecked(false);
    onCreated(created);
  }

  const choices = [...presets, ...(mayAsk.collectors ? [single] : [])];
  return (
    <Form
      action={action}
      failed={t('request.failed')}
      submit={t(device === null ? 'request.makeCode' : 'request.send')}
      kind="primary"
      onSubmit={submit}
    >
      <div className={styles.row}>
        <Select
          label={t('request.what')}
          value={choice}
          options={choices.map((value) => ({
            value,
            text: value === single ? t('request.what.collectors') : presetText(value, t),
          }))}
          onChange={setChoice}
        />
        {device === null ? null : (
          <Select
            label={t('request.life')}
            value={life}
            options={(Object.keys(lives) as Life[]).map((value) => ({
              value,
              text: t(`request.life.${value}`),
            }))}
            onChange={setLife}
          />
        )}
      </div>
      {choice === single ? (
        <TextField
          label={t('request.collectors')}
          help={t('request.collectors.help')}
          spellCheck={false}
          value={collectors}
          onChange={setCollectors}
          error={checked ? errors.scope : null}
        />
      ) : null}
      <TextArea
        label={t('request.reason')}
        help={t('request.reason.help')}
        rows={3}
        maxLength={1000}
        value={reason}
        onChange={setReason}
        error={checked ? errors.reason : null}
      />
    </Form>
  );
}
