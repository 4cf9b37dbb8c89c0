import type { Ref } from 'react';
import { localDay } from '#contract/primitives/day.ts';
import type { Draft } from '#contract/text/description.ts';
import { useText } from '#renderer/base/text.ts';
import { TextField } from '#ui/TextField.tsx';

/** A day in the future is not a valid answer. */
export const isFuture = ({ lastGoodDay }: Draft): boolean =>
  lastGoodDay != null && lastGoodDay > localDay(new Date());

/** The browser's native date field. An incomplete date is treated as empty. */
export function LastGoodDay(props: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  ref: Ref<HTMLInputElement>;
}) {
  const { t } = useText();
  const { draft, change, ref } = props;
  return (
    <TextField
      ref={ref}
      type="date"
      label={t('describe.lastGoodDay')}
      help={t('describe.lastGoodDay.help')}
      need="optional"
      max={localDay(new Date())}
      value={draft.lastGoodDay ?? ''}
      error={isFuture(draft) ? t('describe.lastGoodDay.future') : null}
      onChange={(day) => change({ lastGoodDay: /^\d{4}-\d\d-\d\d$/.test(day) ? day : null })}
    />
  );
}
