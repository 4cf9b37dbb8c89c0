import { numberOf, rowOf, rowsOf } from '#collector/toolkit/fields.ts';

/** Counts of the last days, without names of networks or access points. */
export interface WifiHistory {
  days: number;
  connected: number;
  disconnected: number;
  /** Attempts without a connection. */
  failed: number;
  /** The attempts among them whose 802.1X sign-in (certificate or account) was refused. */
  signInFailed: number;
  /** Why connections ended or failed: on Linux a number of IEEE 802.11, on Windows a number of its own list. */
  reasons: { code: number; times: number }[];
}

export const historyDays = 7;
const mostReasons = 20;
const windowsLog = 'Microsoft-Windows-WLAN-AutoConfig/Operational';

/**
 * Events of Windows' Wi-Fi service, by number, because the texts are translated. Checked against the provider's
 * manifest of Windows 10 (8001, 8002, 8003: connected, failed, disconnected; 12013: 802.1X failed) and Microsoft's page
 * “Event ID 8002, 802.11 Wireless Connectivity” (cc735927).
 */
const meanings: Readonly<Record<number, 'connected' | 'disconnected' | 'failed' | 'signInFailed'>> =
  {
    8001: 'connected',
    8002: 'failed',
    8003: 'disconnected',
    12013: 'signInFailed',
  };

/** One source in the collector's script; it does not read the network names in these events. */
export const windowsEvents = `Get-WinEvent -LogName '${windowsLog}' -MaxEvents 2000 -FilterXPath "*[System[(${Object.keys(
  meanings,
)
  .map((id) => `EventID=${id}`)
  .join(
    ' or ',
  )}) and TimeCreated[timediff(@SystemTime) <= ${historyDays * 86_400_000}]]]" -ErrorAction Stop|
Select-Object Id,@{n='Reason';e={if($_.ToXml() -match 'ReasonCode.>(\\d+)<'){$matches[1]}}}`;

/** `{ events: Get-WinEvent }`; null without an answer about events. */
export function win32WifiHistory(answer: unknown): WifiHistory | null {
  const events = rowOf(answer).events;
  if (events === undefined) return null;
  return historyOf(
    rowsOf(events).flatMap((row) => {
      const kind = meanings[numberOf(row.Id) ?? 0];
      return kind ? [{ kind, reason: numberOf(row.Reason) }] : [];
    }),
  );
}

const shapes = [
  [/CTRL-EVENT-CONNECTED\b/, 'connected'],
  [/CTRL-EVENT-DISCONNECTED\b/, 'disconnected'],
  [
    /CTRL-EVENT-(?:ASSOC|AUTH)-REJECT\b|CTRL-EVENT-SSID-TEMP-DISABLED\b.*reason=WRONG_KEY/,
    'failed',
  ],
  [/CTRL-EVENT-EAP-FAILURE\b/, 'signInFailed'],
] as const;

/**
 * wpa_supplicant's messages in the journal (`--output=cat`): `wlan0: CTRL-EVENT-DISCONNECTED bssid=… reason=4`. Null without
 * messages, which is also what an account sees that may not read the journal.
 */
export function supplicantHistory(journal: string): WifiHistory | null {
  if (!/CTRL-EVENT-/.test(journal)) return null;
  return historyOf(
    journal.split('\n').flatMap((whole) => {
      const line = whole.slice(0, 1000);
      const kind = shapes.find(([shape]) => shape.test(line))?.[1];
      // A negative reason means that this computer disconnected.
      return kind
        ? [{ kind, reason: numberOf(/\b(?:reason|status_code)=(\d{1,5})\b/.exec(line)?.[1]) }]
        : [];
    }),
  );
}

type Kind = 'connected' | 'disconnected' | 'failed' | 'signInFailed';

function historyOf(events: readonly { kind: Kind; reason: number | null }[]): WifiHistory {
  const count = (wanted: Kind): number => events.filter(({ kind }) => kind === wanted).length;
  const times = new Map<number, number>();
  for (const { kind, reason } of events) {
    if (reason !== null && kind !== 'connected') times.set(reason, (times.get(reason) ?? 0) + 1);
  }
  const reasons = [...times]
    .map(([code, number]) => ({ code, times: number }))
    .sort((a, b) => b.times - a.times);
  return {
    days: historyDays,
    connected: count('connected'),
    disconnected: count('disconnected'),
    failed: count('failed'),
    signInFailed: count('signInFailed'),
    reasons: reasons.slice(0, mostReasons),
  };
}
