import { numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { storedDecibels, storedMuted } from './stored-sound.ts';
import { type SoundDevice, unknown } from './types.ts';

const most = 200;

/**
 * `cards`: Win32_SoundDevice; `endpoints`: Get-PnpDevice -Class AudioEndpoint, which programs can choose from; `stored`: the
 * registry's values of each endpoint; `defaults`: the endpoints that Windows gives to programs. Null without any answer.
 */
export function win32Sound(answer: unknown): SoundDevice[] | null {
  const { cards, endpoints, stored, defaults } = rowOf(answer);
  if (cards === undefined && endpoints === undefined && stored === undefined) return null;
  const present = rowsOf(endpoints ?? []).slice(0, most);
  const kept = rowsOf(stored ?? []).slice(0, most);
  const presentIds = new Set(present.map((row) => endpointId(row.Id)));
  // Plug and Play lists only devices that can be used now; it leaves out a microphone that is turned off.
  const idle = kept.filter((row) => idleState(row) !== null && !presentIds.has(endpointId(row.Id)));
  return [
    ...rowsOf(cards ?? [])
      .slice(0, most)
      .flatMap(card),
    ...present.flatMap((row) => endpoint(row, kept, rowOf(defaults))),
    ...idle.flatMap(idleEndpoint),
  ];
}

function card(row: Row): SoundDevice[] {
  const name = textOf(row.Name);
  const code = numberOf(row.ConfigManagerErrorCode);
  const state = code === null || code === 0 ? textOf(row.Status) : `error ${code}`;
  return name === null ? [] : [{ ...unknown, name, maker: textOf(row.Manufacturer), state }];
}

/** The id contains the direction: `SWD\\MMDEVAPI\\{0.0.0.00000000}.…` plays, `{0.0.1.…` records. */
function endpoint(row: Row, stored: readonly Row[], defaults: Row): SoundDevice[] {
  const name = textOf(row.Name);
  const id = endpointId(row.Id);
  const kind = /\{0\.0\.([01])\./.exec(textOf(row.Id) ?? '')?.[1];
  const direction = kind === '0' ? 'output' : kind === '1' ? 'input' : null;
  if (name === null) return [];
  const settings = id === null ? undefined : stored.find((row) => endpointId(row.Id) === id);
  return [
    {
      ...unknown,
      name,
      direction,
      state: textOf(row.Status),
      default: isDefault(id, direction === 'input' ? defaults.Input : defaults.Output),
      defaultForCalls: isDefault(
        id,
        direction === 'input' ? defaults.CallInput : defaults.CallOutput,
      ),
      muted: storedMuted(settings?.Muted),
      volumeDecibels: storedDecibels(settings?.Volume),
    },
  ];
}

function idleEndpoint(row: Row): SoundDevice[] {
  const [name, device] = [textOf(row.Name), textOf(row.Device)];
  const direction = row.Flow === 'Render' ? 'output' : row.Flow === 'Capture' ? 'input' : null;
  if (name === null) return [];
  const sound = { muted: storedMuted(row.Muted), volumeDecibels: storedDecibels(row.Volume) };
  return [
    {
      ...unknown,
      ...sound,
      name: device === null ? name : `${name} (${device})`,
      direction,
      default: false,
      state: idleState(row),
    },
  ];
}

/** DEVICE_STATE_DISABLED is 2, UNPLUGGED 8; NOTPRESENT (4) means that it was connected once. Windows uses higher bits itself. */
function idleState(row: Row): string | null {
  const state = (numberOf(row.State) ?? 0) % 16;
  return state === 2 ? 'disabled' : state === 8 ? 'unplugged' : null;
}

/** The GUID, alone or in `{0.0.0.00000000}.{GUID}…`: the registry, Plug and Play and the runtime share it. */
function endpointId(value: unknown): string | null {
  const found = /(?:^|\.)\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}/i.exec(
    textOf(value) ?? '',
  );
  return found?.[1]?.toLowerCase() ?? null;
}

/** Null when Windows did not answer; an empty text means that there is none. */
function isDefault(id: string | null, chosen: unknown): boolean | null {
  if (typeof chosen !== 'string' || id === null) return null;
  return endpointId(chosen) === id;
}

const names = '{a45c254e-df1c-4efd-8020-67d146a850e0},2';
const devices = '{b3f8fa53-0004-438e-9003-51a46e139bfc},6';
const levels = '{9855c4cd-df8c-449c-a181-8191b68bd06c}';

// The interfaces for the current volume and mute need compiled code, which this session does not load. The Windows Runtime
// class that names the defaults is part of Windows.
export const windowsScript = askEach({
  cards: {
    list: 'Get-CimInstance Win32_SoundDevice -ErrorAction Stop|Select-Object Name,Manufacturer,Status,ConfigManagerErrorCode',
  },
  endpoints: {
    list: `Get-PnpDevice -Class AudioEndpoint -PresentOnly -ErrorAction Stop|Select-Object @{n='Name';e={$_.FriendlyName}},@{n='Status';e={"$($_.Status)"}},@{n='Id';e={$_.InstanceId}}`,
  },
  stored: {
    list: `foreach($f in 'Render','Capture'){foreach($k in (Get-ChildItem "HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\MMDevices\\Audio\\$f" -ErrorAction Stop)){
$s=(Get-ItemProperty -LiteralPath $k.PSPath -Name DeviceState -ErrorAction SilentlyContinue).DeviceState;
if(($s -band 15) -ne 4){$p=Get-ItemProperty -LiteralPath "$($k.PSPath)\\Properties" -ErrorAction SilentlyContinue;
[pscustomobject]@{Flow=$f;Id=$k.PSChildName;State=($s -band 15);Name="$($p.'${names}')";Device="$($p.'${devices}')";Volume=($p.'${levels},0' -join ',');Muted=($p.'${levels},1' -join ',')}}}}`,
  },
  // 0: the default for programs; 1: the default for calls.
  defaults: {
    one: `$m=[Windows.Media.Devices.MediaDevice,Windows.Media.Devices,ContentType=WindowsRuntime];
[pscustomobject]@{Output="$($m::GetDefaultAudioRenderId(0))";Input="$($m::GetDefaultAudioCaptureId(0))";CallOutput="$($m::GetDefaultAudioRenderId(1))";CallInput="$($m::GetDefaultAudioCaptureId(1))"}`,
  },
});
