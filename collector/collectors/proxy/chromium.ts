import { withoutCredentials } from '#collector/toolkit/address.ts';

/** `PROXY host:8080; SOCKS5 other:1080; DIRECT`: a list in which each entry may have an address. */
export function chromiumAnswer(answer: string): string {
  return answer
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [kind = '', address] = entry.split(/\s+/, 2);
      return address === undefined ? kind : `${kind} ${withoutCredentials(address).address ?? '?'}`;
    })
    .join('; ');
}
