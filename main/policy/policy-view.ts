import type { Recipient } from '#contract/bundle/receipt.ts';
import type { PolicyView, ShownSetting } from '#contract/policy/policy-view.ts';
import type { EffectiveValue } from '#policy/policy-document.ts';
import type { LastGoodPolicy } from './last-good-policy.ts';
import type { PolicyReading } from './read-policy.ts';

const places: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'HKLM\\Software\\Policies\\Candor',
  darwin: '/Library/Managed Preferences/com.candor.agent.plist',
};
/** Where IT would put a policy on this system. */
const usualPlace = (platform: NodeJS.Platform): string =>
  places[platform] ?? '/etc/candor/policy.json';

/** What the window shows. `recipient` is null without a valid policy. */
export function viewOf(
  reading: PolicyReading,
  kept: LastGoodPolicy | null,
  {
    recipient,
    platform,
    now,
  }: { recipient: Recipient | null; platform: NodeJS.Platform; now: Date },
): PolicyView {
  const values = kept ? kept.combined.values : recipient ? reading.values : [];
  const marks = kept ? 'last-good' : reading.origin === 'development' ? 'development' : null;
  return {
    state:
      reading.place === null ? 'none' : kept ? 'last-good' : recipient ? 'in-force' : 'refused',
    place: reading.place ?? usualPlace(platform),
    readAt: now.toISOString(),
    keptSince: kept?.keptAt ?? null,
    recipient,
    settings: values.map((value) => shown(value, marks)),
    faults: reading.faults,
    ignored: reading.ignored,
  };
}

function shown(
  { setting, value, level, source }: EffectiveValue,
  mark: 'last-good' | 'development' | null,
): ShownSetting {
  const secret = setting.secret === true && value !== undefined;
  return {
    id: setting.id,
    title: { message: setting.title },
    description: { message: setting.description },
    value: secret ? null : JSON.parse(JSON.stringify(value ?? null)),
    secret,
    level: level === 'machine' && mark ? mark : level,
    source,
  };
}
