import { useMirror } from '#renderer/base/mirror.ts';
import { useText } from '#renderer/base/text.ts';

/** The organisation's own number from its policy: whoever calls cannot have chosen it. */
export function CallBack({ organisation }: { organisation: string }) {
  const { t } = useText();
  const telephone = useMirror(({ info }) => info?.telephone ?? null);
  return telephone === null ? null : <p>{t('call.back', { organisation, telephone })}</p>;
}
