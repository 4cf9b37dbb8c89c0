import { textOf } from '#collector/toolkit/fields.ts';
import type { Vpn } from './types.ts';

/** Texts in `/sys/class/net/NAME`; `tunFlags` is '' without such a file. Null when it is not a tunnel. */
interface LinkFiles {
  name: string;
  uevent: string;
  tunFlags: string;
  type: string;
  state: string;
}

export function linuxTunnel({ name, uevent, tunFlags, type, state }: LinkFiles): Vpn | null {
  const declared = /^DEVTYPE=(wireguard|ppp)$/m.exec(uevent)?.[1];
  // Bit 1 of IFF_TUN; a TAP device (bit 2) usually belongs to a virtual machine. ARPHRD_PPP is 512.
  const tun =
    /^0x[0-9a-f]{1,8}$/i.test(tunFlags.trim()) && Number.parseInt(tunFlags.trim(), 16) % 2 === 1;
  const kind = declared ?? (tun ? 'tun' : type.trim() === '512' ? 'ppp' : null);
  // Tunnels have no carrier, so they report UNKNOWN when they are up.
  return kind === null
    ? null
    : { name, kind, connected: state.trim() !== 'down', splitTunnel: null, seenAs: 'interface' };
}

/** `nmcli -t -f TYPE,STATE,NAME connection show`; the name comes last, so colons in it do not matter. */
export function nmcliVpns(output: string): Vpn[] {
  return output.split('\n').flatMap((line): Vpn[] => {
    const match = /^(vpn|wireguard):([a-z]{0,20}):(.{1,200})$/.exec(line);
    const name = textOf(match?.[3]?.replace(/\\(.)/g, '$1'));
    if (!match || name === null) return [];
    return [
      {
        name,
        kind: match[1] ?? null,
        connected: match[2] === 'activated',
        splitTunnel: null,
        seenAs: 'profile',
      },
    ];
  });
}
