import type { FormerOrganisation as Former, Recipient } from '#contract/bundle/receipt.ts';
import { useText } from '#renderer/base/text.ts';
import { Notice } from '#ui/Notice.tsx';
import { hostOf } from './host.ts';

/** A change of organisation can come from IT or from an attacker. Only the person knows whether they expected it. */
export function FormerOrganisation({
  former,
  recipient,
}: {
  former: Former;
  recipient: Recipient;
}) {
  const { t, date } = useText();
  const now = { now: recipient.organisation, nowHost: hostOf(recipient.desk) };
  const before = former.recipient && {
    before: former.recipient.organisation,
    beforeHost: hostOf(former.recipient.desk),
  };
  return (
    <Notice kind="warn" title={t('consent.former.title', { date: date(former.changedAt) })}>
      <p>
        {before ? t('consent.former', { ...before, ...now }) : t('consent.former.unknown', now)}
      </p>
      <p>{t('consent.former.ask')}</p>
    </Notice>
  );
}
