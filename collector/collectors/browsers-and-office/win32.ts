import { numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { addInsOf } from './add-ins.ts';
import type { Browser, Found, OfficeProgram, Outlook } from './types.ts';

const most = 100;

/**
 * Update channels by the number at the end of their address (Microsoft, “Change the Microsoft 365 Apps update channel”,
 * “Deploy Office LTSC”).
 */
const channels: Readonly<Record<string, string>> = {
  '492350f6-3a01-4f97-b9c0-c7c6ddf67d60': 'Current Channel',
  '64256afe-f5d9-4f86-8936-8840a6a4f5be': 'Current Channel (Preview)',
  '55336b82-a18d-4dd6-b5f6-9e5095c314a6': 'Monthly Enterprise Channel',
  '7ffbc6bf-bc32-4f92-8982-f9dd17fd3114': 'Semi-Annual Enterprise Channel',
  'b8f9b850-328d-4355-9145-c59439a0c4cf': 'Semi-Annual Enterprise Channel (Preview)',
  '5440fd1f-7ecb-4221-8110-145efaa6372f': 'Beta Channel',
  'f2e724c1-748f-4b47-8fb8-8e0d210e9208': 'Office 2019',
  '5030841d-c919-4594-8d2d-84ae4f96e58e': 'Office LTSC 2021',
  '7983bac0-e531-40cf-be00-fd24fe66619c': 'Office LTSC 2024',
};

/** Leaves out the address of the organisation's own update server. */
function channelOf(...addresses: unknown[]): string | null {
  for (const address of addresses) {
    const text = textOf(address);
    if (text === null) continue;
    return (
      channels[
        /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(text.toLowerCase())?.[0] ?? ''
      ] ?? 'another'
    );
  }
  return null;
}

function bitsOf(platform: unknown): 32 | 64 | null {
  const name = textOf(platform)?.toLowerCase();
  return name === 'x86' ? 32 : name === 'x64' || name === 'arm64' ? 64 : null;
}

/** `{ browsers, policies, office, installed, outlook, addIns, resiliency }`; null without any of them. */
export function win32Found(answer: unknown): Found | null {
  const parts = rowOf(answer);
  if (parts.browsers === undefined && parts.office === undefined && parts.addIns === undefined)
    return null;
  return {
    browsers: browsersOf(parts.browsers, parts.policies),
    office: {
      programs: [
        ...clickToRun(parts.office),
        ...rowsOf(parts.installed ?? [])
          .slice(0, most)
          .flatMap(installedOffice),
      ],
      outlook: outlookOf(parts.outlook),
      addIns: parts.addIns === undefined ? null : addInsOf(parts.addIns, parts.resiliency),
    },
  };
}

/** `Name`, `Key` and `Version`; a 32-bit browser is listed twice, and its key may end in a number of this computer. */
function browsersOf(list: unknown, policies: unknown): Browser[] {
  const managed = rowsOf(policies ?? []).flatMap(({ Name, Count }) =>
    textOf(Name) && numberOf(Count) ? [textOf(Name)] : [],
  );
  const rows = rowsOf(list ?? []).flatMap((row) => {
    const name = textOf(row.Name) ?? textOf(textOf(row.Key)?.replace(/-[0-9A-F]{16}$/, ''));
    return name === null ? [] : [{ name, version: textOf(row.Version) }];
  });
  const distinct = new Map(rows.map((row) => [`${row.name}\n${row.version}`, row]));
  return [...distinct.values()].slice(0, most).map(({ name, version }) => {
    const product = /Chrome|Edge|Firefox|Brave/.exec(name)?.[0];
    const isManaged =
      product === undefined || policies === undefined ? null : managed.includes(product);
    return { name, version, source: 'registry', managed: isManaged };
  });
}

/** Microsoft 365 and every Office since 2019: `O365ProPlusRetail,VisioProRetail`. */
function clickToRun(configuration: unknown): OfficeProgram[] {
  const row = rowOf(configuration);
  const channel = channelOf(row.UpdateChannel, row.CDNBaseUrl);
  const products = (textOf(row.ProductReleaseIds) ?? '')
    .split(',')
    .filter((name) => /^[\w.-]{1,100}$/.test(name));
  return products.slice(0, most).map((name) => ({
    name,
    version: textOf(row.VersionToReport),
    channel,
    bits: bitsOf(row.Platform),
    source: 'click-to-run',
  }));
}

/** Office 2016 and older, installed by Windows Installer. */
function installedOffice(row: Row): OfficeProgram[] {
  const version = textOf(row.Version);
  if (version === null) return [];
  return [
    {
      name: 'Microsoft Office',
      version,
      channel: null,
      bits: bitsOf(row.Bitness),
      source: 'registry',
    },
  ];
}

function outlookOf(value: unknown): Outlook | null {
  if (value === undefined || value === null) return null;
  const row = rowOf(value);
  const chosen = numberOf(row.Chosen);
  return {
    classic: row.Classic === true,
    profiles: numberOf(row.Profiles),
    newVersion: textOf(row.New),
    newChosen: chosen === null ? null : chosen === 1,
  };
}

const applications = `'Outlook','Word','Excel','PowerPoint'`;
const quiet = '-ErrorAction SilentlyContinue';

const browsersScript = `foreach($r in 'HKLM:\\SOFTWARE','HKLM:\\SOFTWARE\\WOW6432Node','HKCU:\\Software'){Get-ChildItem "$r\\Clients\\StartMenuInternet" ${quiet}|Select-Object -First 50|ForEach-Object {
$v=$null;$c="$((Get-ItemProperty -LiteralPath "$($_.PSPath)\\shell\\open\\command" ${quiet}).'(default)')";
if($c -match '^"?([^"]+?\\.exe)'){$v=(Get-Item -LiteralPath $matches[1] ${quiet}).VersionInfo.ProductVersion};
[pscustomobject]@{Name="$($_.GetValue(''))";Key=$_.PSChildName;Version="$v"}}}`;

const policiesScript = `foreach($p in @('Chrome','Google\\Chrome'),@('Edge','Microsoft\\Edge'),@('Firefox','Mozilla\\Firefox'),@('Brave','BraveSoftware\\Brave')){$n=0;
foreach($h in 'HKLM','HKCU'){$k=Get-Item "$($h):\\SOFTWARE\\Policies\\$($p[1])" ${quiet};if($k){$n+=$k.ValueCount+$k.SubKeyCount}};[pscustomobject]@{Name=$p[0];Count=$n}}`;

const installedScript = `foreach($v in '16.0','15.0','14.0'){foreach($r in 'HKLM:\\SOFTWARE','HKLM:\\SOFTWARE\\WOW6432Node'){
$l=(Get-ItemProperty "$r\\Microsoft\\Office\\$v\\Common\\ProductVersion" -Name LastProduct ${quiet}).LastProduct;
if($l){[pscustomobject]@{Version=$l;Bitness=(Get-ItemProperty "$r\\Microsoft\\Office\\$v\\Outlook" -Name Bitness ${quiet}).Bitness}}}}`;

const outlookScript = `$o='HKCU:\\Software\\Microsoft\\Office\\16.0\\Outlook';[pscustomobject]@{Classic=(Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\OUTLOOK.EXE');
Profiles=@(Get-ChildItem "$o\\Profiles" ${quiet}).Count;Chosen=(Get-ItemProperty "$o\\Preferences" -Name UseNewOutlook ${quiet}).UseNewOutlook;New="$((Get-AppxPackage -Name Microsoft.OutlookForWindows ${quiet}).Version)"}`;

const addInsScript = `$c='HKLM:\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\REGISTRY\\MACHINE\\Software';
foreach($r in @('person','HKCU:\\Software'),@('computer','HKLM:\\SOFTWARE'),@('computer','HKLM:\\SOFTWARE\\WOW6432Node'),@('computer',$c),@('computer',"$c\\WOW6432Node")){foreach($a in ${applications}){
$p="$($r[1])\\Microsoft\\Office\\$a\\Addins";if(Test-Path -LiteralPath $p){Get-ChildItem -LiteralPath $p -ErrorAction Stop|Select-Object -First 100|ForEach-Object {
[pscustomobject]@{Application=$a;Scope=$r[0];Id=$_.PSChildName;Name="$($_.GetValue('FriendlyName'))";Load=$_.GetValue('LoadBehavior')}}}}}`;

// DisabledItems and CrashingAddinList: twelve bytes, the first of which is the kind (1 an add-in, 2 a document), then two
// texts. Only entries of add-ins are returned.
const resiliencyScript = `foreach($a in ${applications}){$b="Microsoft\\Office\\16.0\\$a\\Resiliency";
foreach($l in 'DisabledItems','CrashingAddinList','DoNotDisableAddinList','AddinList'){foreach($h in 'HKCU:\\Software','HKCU:\\Software\\Policies','HKLM:\\SOFTWARE\\Policies'){
$k=Get-Item "$h\\$b\\$l" ${quiet};if($k){foreach($n in ($k.GetValueNames()|Select-Object -First 50)){$v=$k.GetValue($n);
if($v -isnot [byte[]]){[pscustomobject]@{Application=$a;List=$l;Text=$n;Value="$v"}}
elseif($v.Length -gt 12 -and $v[0] -eq 1){[pscustomobject]@{Application=$a;List=$l;Text=[Text.Encoding]::Unicode.GetString($v,12,$v.Length-12);Value=$null}}}}}}}`;

export const windowsScript = askEach({
  browsers: { list: browsersScript },
  policies: { list: policiesScript },
  office: {
    one: `Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration' ${quiet}|Select-Object ProductReleaseIds,VersionToReport,Platform,UpdateChannel,CDNBaseUrl`,
  },
  installed: { list: installedScript },
  outlook: { one: outlookScript },
  addIns: { list: addInsScript },
  resiliency: { list: resiliencyScript },
});
