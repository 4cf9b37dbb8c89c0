import { jsonOf, listOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Route } from './types.ts';

/** A machine next door in the same network, as far as this computer knows; hardware addresses are left out. */
export interface Neighbour {
  address: string;
  interface: string | null;
  /** `answers`: it did so moments ago. `known`: it did so once. `silent`: it was asked and did not answer. */
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
    const said = listOf(row.state).map((one) => textOf(one)?.toLowerCase() ?? '');
    const state = said.map((word) => states[word]).find(Boolean) ?? null;
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

/** The gateways of all default routes, each with what is known of it: a gateway that is silent explains everything else. */
export function gatewaysOf(
  routes: readonly Route[],
  neighbours: readonly Neighbour[],
): Neighbour[] {
  const ways = routes.filter(
    ({ destination, gateway }) => destination === 'default' && gateway !== null,
  );
  const all = ways.map(({ gateway, interface: name }): Neighbour => {
    const address = (gateway ?? '').replace(/%.*/, '');
    const own = neighbours.filter((one) => one.address === address);
    const found = own.find((one) => one.interface === name) ?? own[0];
    return { address, interface: name, state: found?.state ?? null };
  });
  return [...new Map(all.map((one) => [`${one.address} ${one.interface}`, one])).values()].slice(
    0,
    16,
  );
}
