export interface Vpn {
  name: string;
  /** `wireguard`, `tun`, `ppp`, `ikev2`, or the system's own word. */
  kind: string | null;
  connected: boolean | null;
  /** Whether only part of the traffic goes through it. */
  splitTunnel: boolean | null;
  /** `interface`: seen as a network adapter. `profile`: set up in the system. */
  seenAs: 'interface' | 'profile';
}
