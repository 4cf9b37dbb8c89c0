import { dateOf, numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';

/** How an organisation manages this computer. Names, addresses and accounts are left out. */
export interface Management {
  /** Enrolments in device management; null when Windows does not say. */
  enrolments:
    | {
        provider: string;
        active: boolean;
        lastSyncAt: string | null;
        lastFailureAt: string | null;
      }[]
    | null;
  /** When the organisation's rules were last applied to the computer; null when never or unknown. */
  groupPolicyAt: string | null;
}

/** The format of device management: `20261120T081500Z`. */
function compactDateOf(value: unknown): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(textOf(value) ?? '');
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return dateOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** A Windows time in two halves: units of 100 nanoseconds since 1601. In the registry the halves are signed. */
export function fileTimeOf(high: unknown, low: unknown): string | null {
  const half = (value: unknown): number | null => {
    const number = Number(textOf(value) ?? Number.NaN);
    return Number.isInteger(number) && number >= -0x8000_0000 && number <= 0xffff_ffff
      ? number >>> 0
      : null;
  };
  const [upper, lower] = [half(high), half(low)];
  if (upper === null || lower === null || upper === 0) return null;
  const milliseconds = (upper * 4_294_967_296 + lower) / 10_000 - 11_644_473_600_000;
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) || milliseconds < 0 ? null : date.toISOString();
}

/** `{ enrolments, groupPolicy }`; null when PowerShell did not answer. */
export function win32Management(answer: unknown): Management | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const enrolments = rowsOf(parts.enrolments ?? []).flatMap((row) => {
    const provider = textOf(row.Provider);
    if (provider === null) return [];
    const [lastSyncAt, lastFailureAt] = [compactDateOf(row.Success), compactDateOf(row.Failure)];
    return [{ provider, active: numberOf(row.State) === 1, lastSyncAt, lastFailureAt }];
  });
  const policy = rowOf(parts.groupPolicy);
  return {
    enrolments: parts.enrolments === undefined ? null : enrolments.slice(0, 20),
    groupPolicyAt: fileTimeOf(policy.High, policy.Low),
  };
}

// Enrolments without their account and address.
export const managementScript = askEach({
  enrolments: {
    list: `foreach($k in (Get-ChildItem 'HKLM:\\SOFTWARE\\Microsoft\\Enrollments' -ErrorAction Stop)){
$e=Get-ItemProperty -LiteralPath $k.PSPath -Name EnrollmentState,ProviderID -ErrorAction SilentlyContinue;
if($e.ProviderID){$c=Get-ItemProperty -LiteralPath "HKLM:\\SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\$($k.PSChildName)\\Protected\\ConnInfo" -Name ServerLastSuccessTime,ServerLastFailureTime -ErrorAction SilentlyContinue;
[pscustomobject]@{Provider="$($e.ProviderID)";State=$e.EnrollmentState;Success="$($c.ServerLastSuccessTime)";Failure="$($c.ServerLastFailureTime)"}}}`,
  },
  groupPolicy: {
    one: `Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy\\State\\Machine\\Extension-List\\{00000000-0000-0000-0000-000000000000}' -Name startTimeHi,startTimeLo -ErrorAction SilentlyContinue|Select-Object @{n='High';e={"$($_.startTimeHi)"}},@{n='Low';e={"$($_.startTimeLo)"}}`,
  },
});
