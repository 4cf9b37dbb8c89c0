import { numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { distinct, type Part, type Permission, type Program } from './types.ts';

/** Windows' own names of the capabilities, and of the policies that control them (AppPrivacy.admx). */
const capabilities: readonly (readonly [Part, capability: string, policy: string | null])[] = [
  ['camera', 'webcam', 'LetAppsAccessCamera'],
  ['microphone', 'microphone', 'LetAppsAccessMicrophone'],
  ['location', 'location', 'LetAppsAccessLocation'],
  ['screen recording', 'graphicsCaptureProgrammatic', 'LetAppsAccessGraphicsCaptureProgrammatic'],
];

/** `{ consent: rows of Capability, Hive, Program, Desktop and Value; policies: one object }`; null when neither answered. */
export function win32Permissions(answer: unknown): Permission[] | null {
  const { consent, policies } = rowOf(answer);
  if (consent === undefined && policies === undefined) return null;
  const rows = rowsOf(consent ?? []);
  return capabilities.map(([part, capability, policy]) => {
    const own = rows.filter((row) => row.Capability === capability);
    const switchIn = (hive: string, desktop: boolean): boolean | null =>
      consentOf(
        own.find(
          (row) => row.Hive === hive && row.Program === null && (row.Desktop === true) === desktop,
        )?.Value,
      );
    return {
      part,
      ...decisionOf(
        policy === null ? null : numberOf(rowOf(policies)[policy]),
        switchIn('HKLM', false),
        switchIn('HKCU', false),
      ),
      desktopPrograms: switchIn('HKCU', true),
      programs: consent === undefined ? null : distinct(own.flatMap(programOf)),
    };
  });
}

/** The policy overrides the computer's switch, which overrides the person's. 0 leaves it to the person. */
function decisionOf(
  policy: number | null,
  computer: boolean | null,
  person: boolean | null,
): Pick<Permission, 'allowed' | 'decidedBy'> {
  if (policy === 1 || policy === 2) return { allowed: policy === 1, decidedBy: 'organisation' };
  if (computer === false) return { allowed: false, decidedBy: 'computer' };
  if (person !== null) return { allowed: person, decidedBy: 'person' };
  return { allowed: computer, decidedBy: computer === null ? null : 'computer' };
}

const consentOf = (value: unknown): boolean | null =>
  value === 'Allow' ? true : value === 'Deny' ? false : null;

/** `Microsoft.WindowsCamera_8wekyb3d8bbwe` for a store app, `C:#Users#ada#Zoom#Zoom.exe` for others. */
function programOf(row: Row): Program[] {
  const name = textOf(
    textOf(row.Program)
      ?.split(/[#\\/]/)
      .at(-1)
      ?.replace(/_[0-9a-z]{13}$/, ''),
  );
  const value = textOf(row.Value);
  if (name === null || !/^(?:Allow|Deny|Prompt)$/.test(value ?? '')) return [];
  return [{ name, allowed: value === 'Allow' ? 'yes' : value === 'Deny' ? 'no' : 'ask' }];
}

const store = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore';
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(',');
const policyNames = capabilities.flatMap(([, , policy]) => policy ?? []);

// The script already removes a program's folder, which may name a person, and does not read when it was last used.
export const windowsScript = askEach({
  consent: {
    list: `foreach($c in ${quoted(capabilities.map(([, capability]) => capability))}){foreach($h in 'HKLM','HKCU'){$b="$($h):\\${store}\\$c";
foreach($d in $false,$true){$p=$b;if($d){$p="$b\\NonPackaged"};if(Test-Path -LiteralPath $p){
[pscustomobject]@{Capability=$c;Hive=$h;Desktop=$d;Program=$null;Value=(Get-ItemProperty -LiteralPath $p -Name Value -ErrorAction SilentlyContinue).Value};
if($h -eq 'HKCU'){Get-ChildItem -LiteralPath $p -ErrorAction Stop|Where-Object {$_.PSChildName -ne 'NonPackaged'}|Select-Object -First 200|ForEach-Object {[pscustomobject]@{Capability=$c;Hive=$h;Desktop=$d;Program=$_.PSChildName.Split('#')[-1];Value=$_.GetValue('Value')}}}}}}}`,
  },
  policies: {
    one: `Get-ItemProperty 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\AppPrivacy' -ErrorAction SilentlyContinue|Select-Object ${policyNames.join(',')}`,
  },
});
