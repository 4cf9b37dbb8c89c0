import type { DeskRequest } from '#contract/http/console-requests.ts';
import type { useText } from '#desk/console/base/use-text.ts';

type Translate = ReturnType<typeof useText>['t'];

/** What a request asks for, in one line. The organisation's own collectors and presets appear by id. */
export function scopeText(
  { scope, reveal }: Pick<DeskRequest, 'scope' | 'reveal'>,
  t: Translate,
): string {
  if (reveal) return t('request.scope.reveal', { pseudonym: reveal.pseudonym, item: reveal.item });
  if (scope === null) return '';
  return 'preset' in scope
    ? presetText(scope.preset, t)
    : t('request.scope.collectors', { names: scope.collectors.join(', ') });
}

export function presetText(preset: string, t: Translate): string {
  switch (preset) {
    case 'quick':
    case 'standard':
    case 'network':
    case 'performance':
    case 'full':
      return t(`request.preset.${preset}`);
    default:
      return preset;
  }
}
