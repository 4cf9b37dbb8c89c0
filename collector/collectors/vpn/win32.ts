import { rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import type { Vpn } from './types.ts';

export const windowsScript = askEach({
  profiles: { list: profiles('') },
  everyone: { list: profiles(' -AllUserConnection') },
  adapters: {
    list: `Get-NetAdapter -ErrorAction Stop|Where-Object {$_.Virtual}|Select-Object Name,@{n='Kind';e={$_.InterfaceDescription}},@{n='Status';e={"$($_.Status)"}}`,
  },
});

function profiles(whose: string): string {
  return `Get-VpnConnection${whose} -ErrorAction Stop|Select-Object Name,@{n='Kind';e={"$($_.TunnelType)"}},@{n='Status';e={"$($_.ConnectionStatus)"}},SplitTunneling`;
}

const tunnelAdapters =
  /wireguard|wintun|openvpn|tap-windows|anyconnect|globalprotect|pangp|fortinet|zscaler|juniper|pulse|sonicwall|check point|nordlynx|warp|tailscale|\bvpn\b/i;

/** `{ profiles, everyone: Get-VpnConnection, adapters: virtual ones of Get-NetAdapter }`. Null without any answer. */
export function win32Vpns(answer: unknown): Vpn[] | null {
  const parts = rowsOf(answer)[0];
  if (parts === undefined) return null;
  const profiles = [...rowsOf(parts.profiles ?? []), ...rowsOf(parts.everyone ?? [])].flatMap(
    (row): Vpn[] => {
      const name = textOf(row.Name);
      if (name === null) return [];
      const split = typeof row.SplitTunneling === 'boolean' ? row.SplitTunneling : null;
      return [
        {
          name,
          kind: textOf(row.Kind)?.toLowerCase() ?? null,
          connected: row.Status === 'Connected',
          splitTunnel: split,
          seenAs: 'profile',
        },
      ];
    },
  );
  const adapters = rowsOf(parts.adapters ?? []).flatMap((row): Vpn[] => {
    const kind = textOf(row.Kind);
    if (kind === null || !tunnelAdapters.test(kind)) return [];
    return [
      {
        name: textOf(row.Name) ?? kind,
        kind,
        connected: row.Status === 'Up',
        splitTunnel: null,
        seenAs: 'interface',
      },
    ];
  });
  return [...profiles, ...adapters];
}
