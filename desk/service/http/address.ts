import { raise } from '#contract/errors/result.ts';
import { deskAddress } from '#contract/policy/policy.ts';

interface Place {
  host: string;
  address?: string;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * Whether people reach the desk over https. Without an address the desk serves this machine alone: passwords and
 * sessions over plain http do not belong on a network.
 * @throws CandorError `invalid-arguments`.
 */
export function isSecure({ host, address }: Place): boolean {
  if (address !== undefined) {
    const checked = deskAddress.safeParse(address);
    if (checked.success) return address.startsWith('https:');
    raise(
      'invalid-arguments',
      'The address {address} cannot be used. It must be https://host[:port], without a path.',
      {
        values: { address },
        detail: checked.error.issues.map(({ message }) => message).join('; '),
      },
    );
  }
  if (!loopback.test(host)) {
    raise(
      'invalid-arguments',
      'To serve other machines the desk needs a proxy that does https, and its address (--address https://…).',
      { detail: `host ${host}` },
    );
  }
  return false;
}

/** Without a slash at its end. */
export function addressOf({ host, address }: Place, port: number): string {
  return address?.replace(/\/$/, '') ?? `http://${bracketed(host)}:${port}`;
}

/** The origins of the desk's own pages. On this machine it has several names. */
export function ownOrigins(place: Place, port: number): string[] {
  const origins = [new URL(addressOf(place, port)).origin];
  if (loopback.test(place.host))
    origins.push(...['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${port}`));
  return origins;
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
