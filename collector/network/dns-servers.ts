import { getServers } from 'node:dns';
import { serversOf } from '../collectors/dns/linux.ts';
import type { Reading } from '../os/read-text.ts';

const mostServers = 8;

type ReadText = (path: string, capBytes: number) => Promise<Reading>;

/**
 * The DNS servers this machine is set up to ask, as `address` or `address:port`; those behind systemd's own stub as well.
 * @param readText null on systems that have no systemd
 */
export async function configuredServers(readText: ReadText | null): Promise<string[]> {
  const upstream = await readText?.('/run/systemd/resolve/resolv.conf', 64 * 1024);
  return serversOf(getServers(), upstream?.ok ? upstream.text : '').slice(0, mostServers);
}
