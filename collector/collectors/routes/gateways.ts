import { jsonOf, listOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Route } from './types.ts';

/** Another machine in the same network that this computer knows; hardware addresses are left out. */
export interface Neighbour {
  address: string;
  interface: string | null;
  /** `answers`: it answered moments ago. `known`: it answered before. `silent`: it did not answer. */
  state: 'answers' | 'known' | 'silent' | null;
}

const states: Readonly<Record<string, Neighbour['state']>> = {
  reachable: 'answers',
  permanent: 'known',
  stale: 'known',
  delay: 'known',
  probe: 'known',
  failed: 'silent',
  incomplete: 'silent',
  unreachable: 'silent',
};

/** `ip -json neigh show` */
export function ipNeighbours(output: string): Neighbour[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Neighbour[] => {
    const address = textOf(row.dst);
    const flags = listOf(row.state).map((state) => textOf(state)?.toLowerCase() ?? '');
    const state = flags.map((word) => states[word]).find(Boolean) ?? null;
    return address === null ? [] : [{ address, interface: textOf(row.dev), state }];
  });
}

/** macOS `arp -an`: `? (192.168.1.1) at a4:83:e7:0:11:22 on en0 ifscope [ethernet]`, or `at (incomplete)`. */
export function arpNeighbours(output: string): Neighbour[] {
  return [
    ...output.matchAll(
      /^\S{1,100} \(([\d.]{7,15})\) at (\(incomplete\)|[0-9a-f:]{11,17}) on (\S{1,30})/gm,
    ),
  ].map(([, address = '', hardware, name]) => ({
    address,
    interface: textOf(name),
    state: hardware === '(incomplete)' ? 'silent' : 'known',
  }));
}

/** `Get-NetNeighbor` */
export function win32Neighbours(answer: unknown): Neighbour[] {
  return rowsOf(answer ?? []).flatMap((row): Neighbour[] => {
    const address = textOf(row.IPAddress);
    const state = states[textOf(row.State)?.toLowerCase() ?? ''] ?? null;
    return address === null ? [] : [{ address, interface: textOf(row.InterfaceAlias), state }];
  });
}

/** The gateways of all default routes and their states: a silent gateway explains every other network problem. */
export function gatewaysOf(
  routes: readonly Route[],
  neighbours: readonly Neighbour[],
): Neighbour[] {
  const ways = routes.filter(
    ({ destination, gateway }) => destination === 'default' && gateway !== null,
  );
  const all = ways.map(({ gateway, interface: name }): Neighbour => {
    const address = (gateway ?? '').replace(/%.*/, '');
    const own = neighbours.filter((neighbour) => neighbour.address === address);
    const found = own.find((neighbour) => neighbour.interface === name) ?? own[0];
    return { address, interface: name, state: found?.state ?? null };
  });
  return [...new Map(all.map((one) => [`${one.address} ${one.interface}`, one])).values()].slice(
    0,
    16,
  );
}
