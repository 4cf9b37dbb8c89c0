import { numberOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { type ClockSource, mostServers, stratumOf, unknownClock } from './types.ts';

const parameters = (key: string): string =>
  `Get-ItemProperty 'HKLM:\\${key}' -Name Type,NtpServer -ErrorAction SilentlyContinue|Select-Object Type,NtpServer`;

export const windowsScript = askEach({
  service: {
    one: `Get-CimInstance Win32_Service -Filter "Name='W32Time'" -Property State,StartMode -ErrorAction Stop|Select-Object State,StartMode`,
  },
  settings: { one: parameters('SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters') },
  policy: { one: parameters('SOFTWARE\\Policies\\Microsoft\\W32Time\\Parameters') },
  hardware: {
    one: "(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation' -Name RealTimeIsUniversal -ErrorAction SilentlyContinue).RealTimeIsUniversal",
  },
});

/**
 * `{ service: Win32_Service, settings, policy: parameters of W32Time, hardware: RealTimeIsUniversal }` and `w32tm /query
 * /status /verbose`. Null without any answer.
 */
export function win32Clock(answer: unknown, status: string, now: Date): ClockSource | null {
  const parts = rowOf(answer);
  const [service, settings, policy] = [
    rowOf(parts.service),
    rowOf(parts.settings),
    rowOf(parts.policy),
  ];
  const state = textOf(service.State);
  const measured = win32Status(status, now);
  const type = textOf(policy.Type) ?? textOf(settings.Type);
  if (state === null && type === null && measured === null) return null;
  const names = textOf(policy.NtpServer) ?? textOf(settings.NtpServer) ?? '';
  return {
    ...unknownClock,
    ...measured,
    service: 'W32Time',
    running: state === null ? null : state === 'Running',
    automatic: type === null ? null : type !== 'NoSync' && textOf(service.StartMode) !== 'Disabled',
    // A member of a domain (NT5DS) asks its domain; the list exists but is not used.
    servers: type === 'NT5DS' ? [] : serversOf(names),
    hardwareClockLocal: numberOf(parts.hardware) !== 1,
  };
}

/** `time.windows.com,0x9 other.example,0x1` */
const serversOf = (names: string): string[] =>
  names
    .split(/\s+/)
    .map((entry) => entry.split(',')[0] ?? '')
    .filter((name) => name !== '')
    .slice(0, mostServers);

/**
 * Its lines have the same order in every language, and each value begins with a number that no language
 * translates. The source is found by its distance from the reference, the first value with `0x`.
 */
function win32Status(status: string, now: Date): Partial<ClockSource> | null {
  const values = status.split('\n', 60).flatMap(
    (line) =>
      /[:：]\s{0,3}(.{1,300})$/.exec(
        line
          .slice(0, 500)
          .trim()
          .replace(/^[^:：]{0,120}(?=[:：])/, ''),
      )?.[1] ?? [],
  );
  const reference = values.findIndex((value) => /^0x[0-9A-F]{8}\b/i.test(value));
  const leap = numberOf(/^(\d)\s?\(/.exec(values[reference - 5] ?? '')?.[1]);
  if (reference < 5 || leap === null) return null;
  const synchronized = leap !== 3;
  const since = secondsOf(values[reference + 10]);
  return {
    synchronized,
    source: synchronized ? (textOf((values[reference + 2] ?? '').split(',')[0]) ?? null) : null,
    stratum: stratumOf(numberOf(/^(\d{1,2})\s?\(/.exec(values[reference - 4] ?? '')?.[1])),
    offsetSeconds: synchronized ? secondsOf(values[reference + 4]) : null,
    lastSyncAt:
      synchronized && since !== null && since >= 0
        ? new Date(now.getTime() - since * 1000).toISOString()
        : null,
  };
}

/** `0.0061517s`; with a comma in many languages. */
function secondsOf(value: string | undefined): number | null {
  const number = /^(-?\d{1,12}(?:[.,]\d{1,9})?)\s?s$/.exec(value ?? '')?.[1];
  return number === undefined ? null : Number(number.replace(',', '.'));
}
