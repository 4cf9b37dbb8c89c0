import { dateOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { clientPurpose, mostCertificates } from './describe.ts';
import type { Described, Name } from './types.ts';

/** `{ roots, personal }`, each null when that source did not answer; `withoutNames` removes the names. */
export function win32Certificates(answer: unknown): {
  roots: Described[] | null;
  personal: Described[] | null;
} {
  const { roots, personal } = rowOf(answer);
  const list = (rows: unknown): Described[] | null =>
    rows === undefined ? null : rowsOf(rows).slice(0, mostCertificates).flatMap(describedRow);
  return { roots: list(roots), personal: list(personal) };
}

function describedRow(row: Record<string, unknown>): Described[] {
  const [store, subject, issuer] = [textOf(row.Store), textOf(row.Subject), textOf(row.Issuer)];
  if (store === null || subject === null) return [];
  const dates = { validFrom: dateOf(row.From), validTo: dateOf(row.To) };
  const forSigningIn = typeof row.Client === 'boolean' ? row.Client : null;
  return [
    {
      store,
      subject: nameOf(subject),
      issuer: nameOf(issuer ?? ''),
      ...dates,
      forSigningIn,
      trusted: null,
    },
  ];
}

/** `CN=…, O="Example, Inc.", C=US`: a value with a comma is quoted, and quotes in it are doubled. */
function nameOf(whole: string): Name {
  const attribute = (key: string): string | null => {
    const value = new RegExp(`(?:^|, )${key}=("(?:[^"]|""){1,500}"|[^,"]{1,500})`).exec(whole)?.[1];
    return textOf(value?.replace(/^"|"$/g, '').replaceAll('""', '"'));
  };
  return { whole, organisation: attribute('O'), commonName: attribute('CN') };
}

const columns = `@{n='Store';e={$s}},Subject,Issuer,@{n='From';e={$_.NotBefore.ToUniversalTime().ToString('o')}},@{n='To';e={$_.NotAfter.ToUniversalTime().ToString('o')}},@{n='Client';e={if($_.EnhancedKeyUsageList){[bool]($_.EnhancedKeyUsageList|Where-Object {$_.ObjectId -eq '${clientPurpose}'})}}}`;

// AuthRoot holds the authorities of Microsoft's programme. The others in Root came with Windows, through a policy, or were
// added by someone. A person's Root repeats the computer's.
export const windowsScript = askEach({
  roots: {
    list: `$known=@{};Get-ChildItem 'Cert:\\LocalMachine\\AuthRoot' -ErrorAction SilentlyContinue|ForEach-Object {$known[$_.Thumbprint]=1};
foreach($s in 'LocalMachine','CurrentUser'){Get-ChildItem "Cert:\\$s\\Root" -ErrorAction Stop|Where-Object {-not $known.ContainsKey($_.Thumbprint)}|Select-Object -First 200|ForEach-Object {$known[$_.Thumbprint]=1;$_}|Select-Object ${columns}}`,
  },
  personal: {
    list: `foreach($s in 'LocalMachine','CurrentUser'){Get-ChildItem "Cert:\\$s\\My" -ErrorAction Stop|Where-Object {$_.HasPrivateKey}|Select-Object -First 200 ${columns}}`,
  },
});
