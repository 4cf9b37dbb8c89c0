import { rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Vpn {
  name: string;
  /** `wireguard`, `tun`, `ppp`, `ikev2`, or the system's own word. */
  kind: string | null;
  connected: boolean | null;
  /** Whether only a part of the traffic goes through it. */
  splitTunnel: boolean | null;
  /** `interface`: seen as a network adapter. `profile`: set up in the system. */
  seenAs: 'interface' | 'profile';
}

/** Texts in `/sys/class/net/NAME`; `tunFlags` is '' where there is no such file. Null for what is no tunnel. */
interface LinkFiles {
  name: string;
  uevent: string;
  tunFlags: string;
  type: string;
  state: string;
}

export function linuxTunnel({ name, uevent, tunFlags, type, state }: LinkFiles): Vpn | null {
  const declared = /^DEVTYPE=(wireguard|ppp)$/m.exec(uevent)?.[1];
  // Bit 1 of IFF_TUN; a TAP device (bit 2) mostly belongs to a virtual machine. ARPHRD_PPP is 512.
  const tun = /^0x[0-9a-f]{1,8}$/i.test(tunFlags.trim()) && Number.parseInt(tunFlags.trim(), 16) % 2 === 1;
  const kind = declared ?? (tun ? 'tun' : type.trim() === '512' ? 'ppp' : null);
  // Tunnels do not report their carrier: UNKNOWN is their way of being up.
  return kind === null ? null : { name, kind, connected: state.trim() !== 'down', splitTunnel: null, seenAs: 'interface' };
}

/** `nmcli -t -f TYPE,STATE,NAME connection show`; the name comes last, so that its colons need no care. */
export function nmcliVpns(output: string): Vpn[] {
  return output.split('\n').flatMap((line): Vpn[] => {
    const match = /^(vpn|wireguard):([a-z]{0,20}):(.{1,200})$/.exec(line);
    const name = textOf(match?.[3]?.replace(/\\(.)/g, '$1'));
    if (!match || name === null) return [];
    return [{ name, kind: match[1] ?? null, connected: match[2] === 'activated', splitTunnel: null, seenAs: 'profile' }];
  });
}

/** `scutil --nc list`: `* (Connected)  UUID IPSec (IKEv2) "Name" [IKEv2]`. */
export function darwinVpns(output: string): Vpn[] {
  return [...output.matchAll(/^\*? {1,4}\(([A-Za-z ]{1,30})\) {1,20}[0-9A-F-]{36} ([^"\n]{1,80})"([^"\n]{1,200})"/gm)].flatMap(
    ([, state = '', kind, label]): Vpn[] => {
      const name = textOf(label);
      if (name === null) return [];
      return [{ name, kind: textOf(kind), connected: state === 'Connected', splitTunnel: null, seenAs: 'profile' }];
    },
  );
}

const tunnelAdapters =
  /wireguard|wintun|openvpn|tap-windows|anyconnect|globalprotect|pangp|fortinet|zscaler|juniper|pulse|sonicwall|check point|nordlynx|warp|tailscale|\bvpn\b/i;

/** `{ profiles, everyone: Get-VpnConnection, adapters: virtual ones of Get-NetAdapter }`. Null when it gave no answer at all. */
export function win32Vpns(answer: unknown): Vpn[] | null {
  const parts = rowsOf(answer)[0];
  if (parts === undefined) return null;
  const profiles = [...rowsOf(parts.profiles ?? []), ...rowsOf(parts.everyone ?? [])].flatMap((row): Vpn[] => {
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
  });
  const adapters = rowsOf(parts.adapters ?? []).flatMap((row): Vpn[] => {
    const kind = textOf(row.Kind);
    if (kind === null || !tunnelAdapters.test(kind)) return [];
    return [{ name: textOf(row.Name) ?? kind, kind, connected: row.Status === 'Up', splitTunnel: null, seenAs: 'interface' }];
  });
  return [...profiles, ...adapters];
}
