import { getServers } from 'node:dns';
import { isStub, nameserversOf, serversOf } from '../collectors/dns/linux.ts';
import type { Reading } from '../os/read-text.ts';

const mostServers = 8;

type ReadText = (path: string, capBytes: number) => Promise<Reading>;

/** The answer of Node's resolver (c-ares) when no server is configured. */
const inventedServer = '127.0.0.1';

/**
 * This machine's DNS servers, as `address` or `address:port`, including those behind systemd's stub.
 * @param setUp whether 127.0.0.1 is really configured, on a system without resolv.conf
 */
export async function configuredServers(
  readText: ReadText,
  setUp: () => Promise<boolean> = async () => false,
  listed: readonly string[] = getServers(),
): Promise<string[]> {
  const doubtful = listed.length === 1 && listed[0] === inventedServer;
  const servers = doubtful && !(await isSetUp(readText, setUp)) ? [] : listed;
  const upstream = servers.some(isStub)
    ? await readText('/run/systemd/resolve/resolv.conf', 64 * 1024)
    : null;
  return serversOf(servers, upstream?.ok ? upstream.text : '').slice(0, mostServers);
}

/** Linux and macOS write their current servers into this file. */
async function isSetUp(readText: ReadText, setUp: () => Promise<boolean>): Promise<boolean> {
  const file = await readText('/etc/resolv.conf', 64 * 1024);
  return file.ok ? nameserversOf(file.text).includes(inventedServer) : setUp();
}
