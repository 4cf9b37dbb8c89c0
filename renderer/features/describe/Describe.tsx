import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { Session } from '#contract/ipc/session.ts';
import type { Draft, Severity } from '#contract/text/description.ts';
import { descriptionLimits } from '#contract/text/description-limits.ts';
import { call } from '#renderer/base/bridge.ts';
import { useMirror } from '#renderer/base/mirror.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { RadioCards } from '#ui/RadioCards.tsx';
import { TextArea, TextField } from '#ui/TextField.tsx';
import { AddPicture } from '../picture/AddPicture.tsx';
import { chosenPicture, forgetPicture } from '../picture/picture.ts';
import { AttachedText } from './AttachedText.tsx';
import styles from './Describe.module.css';
import { isFuture, LastGoodDay } from './LastGoodDay.tsx';
import { useLongText } from './long-text.ts';
import { PresetChoice, useExpectedTime, usePresets } from './PresetChoice.tsx';
import { useSavedDraft } from './use-saved-draft.ts';

const severities = ['blocked', 'slowed', 'annoyed'] as const satisfies readonly Severity[];

export function Describe({ session }: { session: Extract<Session, { phase: 'idle' }> }) {
  const { t } = useText();
  const timeOf = useExpectedTime();
  const { draft, change, flush } = useSavedDraft(session.draft);
  const { presets, preset, choose } = usePresets();
  const offersPicture = useMirror(({ info }) => info?.features.screenshot ?? false);
  const [missing, setMissing] = useState(false);
  const form = useId();
  const happened = useRef<HTMLTextAreaElement>(null);
  const began = useRef<HTMLInputElement>(null);
  const goodDay = useRef<HTMLInputElement>(null);
  const start = useAction(async (written: Draft) => {
    await flush();
    const description = {
      ...written,
      happened: written.happened.trim(),
      began: written.began.trim(),
    };
    const picture = offersPicture ? chosenPicture() : null;
    const started = await call('session.start', {
      description,
      preset,
      ...(picture && { picture }),
    });
    if (started.ok) forgetPicture();
    return started;
  });

  // Runs after the screen's own effect, which focuses the heading: here the person wants to type at once.
  useEffect(() => {
    const field = happened.current;
    field?.focus({ preventScroll: true });
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);
  const long = useLongText(draft);
  const beganTooLong = draft.began.trim().length > descriptionLimits.began;
  const attach = (part: Partial<Draft> | null) => {
    if (part) change(part);
    happened.current?.focus();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = draft.happened.trim() === '';
    setMissing(empty);
    if (empty || long.tooLong) happened.current?.focus();
    else if (beganTooLong) began.current?.focus();
    else if (isFuture(draft)) goodDay.current?.focus();
    else void start.run(draft);
  };
  const problem = start.error ?? session.problem;

  return (
    <Screen
      title={t('describe.title')}
      lead={t('describe.lead')}
      step={1}
      actions={
        <div className={styles.bar}>
          <Button kind="primary" type="submit" form={form} busy={start.busy}>
            {t('describe.start')}
          </Button>
          <p className={styles.next}>
            {t('describe.next')} {timeOf(presets.find(({ id }) => id === preset))}
          </p>
        </div>
      }
    >
      {problem ? <ErrorNotice error={problem} /> : null}
      {session.fromReview ? <Notice>{t('describe.fromReview')}</Notice> : null}
      <form
        id={form}
        className={styles.form}
        noValidate
        onSubmit={submit}
        onBlur={() => void flush()}
      >
        <TextArea
          ref={happened}
          label={t('describe.happened')}
          help={t('describe.happened.help')}
          need="required"
          rows={6}
          limit={descriptionLimits.happened}
          value={draft.happened}
          error={missing && draft.happened.trim() === '' ? t('describe.happened.missing') : null}
          onPaste={long.onPaste}
          onChange={(text) => change({ happened: text })}
        />
        {long.tooLong ? (
          <Notice
            kind="warn"
            live
            title={t('describe.long.title')}
            actions={
              long.attached ? (
                <Button onClick={() => attach(long.attached)}>{t('describe.long.attach')}</Button>
              ) : null
            }
          >
            {t(long.attached ? 'describe.long.text' : 'describe.long.tooLong', {
              count: descriptionLimits.attachedText,
            })}
          </Notice>
        ) : null}
        {draft.attachedText ? (
          <AttachedText
            text={draft.attachedText}
            onRemove={() => attach({ attachedText: undefined })}
          />
        ) : null}
        <TextField
          label={t('describe.began')}
          help={t('describe.began.help')}
          need="optional"
          limit={descriptionLimits.began}
          value={draft.began}
          error={beganTooLong ? t('describe.began.tooLong') : null}
          ref={began}
          onChange={(text) => change({ began: text })}
        />
        <LastGoodDay ref={goodDay} draft={draft} change={change} />
        <RadioCards
          legend={t('describe.severity')}
          need="optional"
          value={draft.severity}
          options={severities.map((value) => ({
            value,
            label: t(`describe.${value}`),
            help: t(`describe.${value}.help`),
          }))}
          onChange={(severity) => change({ severity })}
        />
        {offersPicture ? <AddPicture /> : null}
        {presets.length > 0 ? (
          <PresetChoice presets={presets} value={preset} onChange={choose} />
        ) : null}
      </form>
    </Screen>
  );
}
