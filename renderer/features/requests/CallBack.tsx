import { useMirror } from '#renderer/base/mirror.ts';
import { useText } from '#renderer/base/text.ts';

/** The organisation's phone number from its policy, which a caller cannot have chosen. */
export function CallBack({ organisation }: { organisation: string }) {
  const { t } = useText();
  const telephone = useMirror(({ info }) => info?.telephone ?? null);
  return telephone === null ? null : <p>{t('call.back', { organisation, telephone })}</p>;
}
