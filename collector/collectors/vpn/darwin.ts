import { textOf } from '#collector/toolkit/fields.ts';
import type { Vpn } from './types.ts';

/** `scutil --nc list`: `* (Connected)  UUID IPSec (IKEv2) "Name" [IKEv2]`. */
export function darwinVpns(output: string): Vpn[] {
  return [
    ...output.matchAll(
      /^\*? {1,4}\(([A-Za-z ]{1,30})\) {1,20}[0-9A-F-]{36} ([^"\n]{1,80})"([^"\n]{1,200})"/gm,
    ),
  ].flatMap(([, state = '', kind, label]): Vpn[] => {
    const name = textOf(label);
    if (name === null) return [];
    return [
      {
        name,
        kind: textOf(kind),
        connected: state === 'Connected',
        splitTunnel: null,
        seenAs: 'profile',
      },
    ];
  });
}
