import { numberOf, type Row, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import type { Profile, ProfileKind } from './types.ts';

/** `State` in ProfileList is a bit field. */
const bits = {
  mandatory: 0x1,
  newCentral: 0x8,
  central: 0x10,
  slowNetwork: 0x400,
  temporary: 0x800,
};

/** Names in User Shell Folders; Downloads has only its GUID. */
const folders: Readonly<Record<string, string>> = {
  Desktop: 'desktop',
  Personal: 'documents',
  Pictures: 'pictures',
  Music: 'music',
  Videos: 'videos',
  AppData: 'application data',
  Downloads: 'downloads',
};

/** `{ profile: entry of ProfileList, shellFolders, containers }`. Null without any answer. */
export function win32Profile(
  answer: unknown,
): Pick<Profile, 'kind' | 'slowNetwork' | 'damagedCopy' | 'containers' | 'redirected'> | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const profile = rowOf(parts.profile);
  const state = numberOf(profile.State);
  const has = (bit: number): boolean => Math.floor((state ?? 0) / bit) % 2 === 1;
  return {
    kind: state === null ? null : kindOf(has, profile),
    slowNetwork: state === null ? null : has(bits.slowNetwork),
    damagedCopy: typeof profile.Backup === 'boolean' ? profile.Backup : null,
    containers: typeof parts.containers === 'boolean' ? parts.containers : null,
    redirected: redirectedFolders(rowOf(parts.shellFolders)),
  };
}

function kindOf(has: (bit: number) => boolean, profile: Row): ProfileKind {
  if (has(bits.temporary) || profile.Temp === true) return 'temporary';
  if (has(bits.mandatory)) return 'mandatory';
  return profile.Central === true || has(bits.central) || has(bits.newCentral)
    ? 'roaming'
    : 'local';
}

/** Folders outside `Home`; only the kind of place is included. */
function redirectedFolders(row: Row): Profile['redirected'] {
  const home = textOf(row.Home)?.toLowerCase();
  if (home === undefined) return [];
  return Object.entries(folders).flatMap(([key, folder]): Profile['redirected'] => {
    const place = textOf(row[key])?.toLowerCase();
    // A path that Windows did not resolve says nothing.
    if (place === undefined || place.startsWith('%')) return [];
    if (/\\(?:onedrive|dropbox|google drive|nextcloud|iclouddrive)(?:[ \\-]|$)/.test(place))
      return [{ folder, to: 'cloud drive' }];
    if (place.startsWith('\\\\')) return [{ folder, to: 'network' }];
    return place === home || place.startsWith(`${home}\\`) ? [] : [{ folder, to: 'elsewhere' }];
  });
}

const shellFolders =
  'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders';
const profileList = 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList';

// The person's entry is found by its folder, because finding it by its SID would need a method call. `SID.bak` next to it
// is the entry that Windows could not load.
export const windowsScript = askEach({
  profile: {
    one: `foreach($k in (Get-ChildItem '${profileList}' -ErrorAction Stop)){$p=Get-ItemProperty -LiteralPath $k.PSPath -ErrorAction SilentlyContinue;
if($k.PSChildName -notlike '*.bak' -and "$($p.ProfileImagePath)" -ieq $env:USERPROFILE){[pscustomobject]@{State=$p.State;Central=[bool]"$($p.CentralProfile)";Temp=($env:USERPROFILE -match '\\\\TEMP(\\.|$)');Backup=(Test-Path -LiteralPath "$($k.PSPath).bak")};break}}`,
  },
  shellFolders: {
    one: `$f=Get-ItemProperty '${shellFolders}' -ErrorAction Stop;
[pscustomobject]@{Home=$env:USERPROFILE;Desktop="$($f.Desktop)";Personal="$($f.Personal)";Pictures="$($f.'My Pictures')";Music="$($f.'My Music')";Videos="$($f.'My Video')";AppData="$($f.AppData)";Downloads="$($f.'{374DE290-123F-4565-9164-39C4925E467B}')"}`,
  },
  containers: {
    one: `(Get-ItemProperty 'HKLM:\\SOFTWARE\\FSLogix\\Profiles' -Name Enabled -ErrorAction SilentlyContinue).Enabled -eq 1`,
  },
});
