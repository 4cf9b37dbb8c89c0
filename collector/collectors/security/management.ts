import { dateOf, numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { askEach } from '../../toolkit/powershell-sources.ts';

/** How an organisation manages this computer. Names, addresses and accounts are left out. */
export interface Management {
  /** Enrolments in device management; null when Windows does not say. */
  enrolments: { provider: string; active: boolean; lastSyncAt: string | null; lastFailureAt: string | null }[] | null;
  /** When the rules of the organisation were last applied to the computer; null when never or unknown. */
  groupPolicyAt: string | null;
  /** Certificates with a private key, by store. */
  certificates: Certificates[] | null;
}

interface Certificates {
  store: string;
  count: number;
  expired: number;
  /** Within 30 days. */
  endSoon: number;
  /** Of those that ended or end soon: made to sign in with, as Wi-Fi, VPN and Entra ID do. */
  forSigningIn: number;
  /** When the next one ends. */
  nextEnd: string | null;
}

const soonMs = 30 * 86_400_000;

/** `20261120T081500Z`, as device management writes it. */
function compactDateOf(value: unknown): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(textOf(value) ?? '');
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return dateOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** A time of Windows in two halves: units of 100 nanoseconds since 1601. The registry gives its halves with a sign. */
export function fileTimeOf(high: unknown, low: unknown): string | null {
  const half = (value: unknown): number | null => {
    const number = Number(textOf(value) ?? Number.NaN);
    return Number.isInteger(number) && number >= -0x8000_0000 && number <= 0xffff_ffff ? number >>> 0 : null;
  };
  const [upper, lower] = [half(high), half(low)];
  if (upper === null || lower === null || upper === 0) return null;
  const milliseconds = (upper * 4_294_967_296 + lower) / 10_000 - 11_644_473_600_000;
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) || milliseconds < 0 ? null : date.toISOString();
}

/** `{ enrolments, groupPolicy, certificates }`; null when PowerShell gave no answer. */
export function win32Management(answer: unknown, now: Date): Management | null {
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
    certificates: parts.certificates === undefined ? null : certificatesOf(parts.certificates, now),
  };
}

function certificatesOf(list: unknown, now: Date): Certificates[] {
  const ends = rowsOf(list ?? []).flatMap((row) => {
    const [store, end] = [textOf(row.Store), dateOf(row.End)];
    return store === null || end === null ? [] : [{ store, end, client: row.Client === true }];
  });
  return [...new Set(ends.map(({ store }) => store))].slice(0, 10).map((name) => {
    const inStore = ends.filter(({ store }) => store === name);
    const expired = inStore.filter(({ end }) => end <= now.toISOString());
    const endSoon = inStore.filter(({ end }) => end > now.toISOString() && Date.parse(end) - now.getTime() <= soonMs);
    const next = inStore.map(({ end }) => end).filter((end) => end > now.toISOString());
    return {
      store: name,
      count: inStore.length,
      expired: expired.length,
      endSoon: endSoon.length,
      forSigningIn: [...expired, ...endSoon].filter(({ client }) => client).length,
      nextEnd: next.sort()[0] ?? null,
    };
  });
}

// Of an enrolment neither the account nor the address; of a certificate neither subject, issuer, number nor thumbprint.
// 1.3.6.1.5.5.7.3.2 is the purpose of signing in (RFC 5280, 4.2.1.12).
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
  certificates: {
    list: `foreach($s in 'CurrentUser','LocalMachine'){Get-ChildItem "Cert:\\$s\\My" -ErrorAction Stop|Where-Object {$_.HasPrivateKey}|
Select-Object -First 200 @{n='Store';e={$s}},@{n='End';e={$_.NotAfter.ToUniversalTime().ToString('o')}},@{n='Client';e={[bool]($_.EnhancedKeyUsageList|Where-Object {$_.ObjectId -eq '1.3.6.1.5.5.7.3.2'})}}}`,
  },
});
