import type { RequestState } from '#contract/http/request.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge, type BadgeTone } from '#ui/Badge.tsx';

const tones: Record<RequestState, BadgeTone> = {
  created: 'neutral',
  delivered: 'info',
  seen: 'info',
  collecting: 'accent',
  'in-review': 'accent',
  sent: 'success',
  declined: 'warn',
  reported: 'danger',
  withdrawn: 'neutral',
  expired: 'neutral',
};

export function RequestStateBadge({ state }: { state: RequestState }) {
  const { t } = useText();
  return <Badge tone={tones[state]}>{t(`request.state.${state}`)}</Badge>;
}
