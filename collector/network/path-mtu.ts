import { isIPv6 } from 'node:net';
import type { Platform } from '#contract/collector/collector.ts';
import type { CommandOptions, CommandResult } from '../os/run-command.ts';
import type { PathMtu } from './network-check.ts';
import { pingAnswered, pingMtu, tracepathMtu } from './parse-path-mtu.ts';

export type Run = (
  command: string,
  commandArguments: readonly string[],
  options?: CommandOptions,
) => Promise<CommandResult>;

interface Options {
  run: Run;
  platform: Platform;
}

/** Ethernet's MTU; larger ones do not matter, because the networks in between do not have them. */
const largest = 1500;
/** The size that every IPv6 network must carry (RFC 8200, section 5) and practically every IPv4 network does. */
const smallest = 1280;
/** Bytes: a tunnel takes at least 4; a finer result costs another second if packets vanish. */
const precision = 8;

/**
 * The largest packet that reaches `address` unfragmented, in bytes with its IP header. Node cannot forbid fragmentation
 * (no IP_MTU_DISCOVER), so it uses the system's `ping`, or else `tracepath`. Takes up to ten seconds if packets vanish.
 */
export async function measurePathMtu(address: string, options: Options): Promise<PathMtu> {
  const pinged = await byPing(address, options);
  if (pinged.bytes !== null || options.platform !== 'linux') return pinged;
  const { state, stdout } = await options.run(
    'tracepath',
    ['-n', isIPv6(address) ? '-6' : '-4', '-m', '12', address],
    {
      timeoutMs: 8000,
      capBytes: 64 * 1024,
    },
  );
  const bytes = tracepathMtu(stdout);
  if (bytes !== null) return { bytes, tool: 'tracepath', unavailable: null };
  return state === 'missing'
    ? pinged
    : unavailable('Nothing on the way answered ping or tracepath.');
}

const unavailable = (reason: string): PathMtu => ({ bytes: null, tool: null, unavailable: reason });

async function byPing(address: string, { run, platform }: Options): Promise<PathMtu> {
  const version = isIPv6(address) ? 6 : 4;
  if (version === 6 && platform !== 'linux')
    return unavailable('The ping of this system cannot forbid fragments over IPv6.');
  const ask = (bytes: number): Promise<CommandResult> =>
    // ping's size excludes the headers of IP (20 or 40 bytes) and ICMP (8).
    run('ping', pingArguments(platform, version, address, bytes - (version === 6 ? 48 : 28)), {
      timeoutMs: 3000,
      capBytes: 16_384,
    });

  let [works, fails] = [smallest, largest + precision];
  const first = await ask(largest);
  if (first.state === 'missing') return unavailable('This computer has no ping.');
  if (pingAnswered(first.stdout)) return { bytes: largest, tool: 'ping', unavailable: null };
  const reported = pingMtu(`${first.stdout}\n${first.stderr}`);
  if (reported !== null && reported < largest)
    return { bytes: reported, tool: 'ping', unavailable: null };
  if (!pingAnswered((await ask(smallest)).stdout)) return unavailable('It does not answer ping.');
  fails = largest;
  while (fails - works > precision) {
    const middle = Math.floor((works + fails) / 2);
    if (pingAnswered((await ask(middle)).stdout)) works = middle;
    else fails = middle;
  }
  return { bytes: works, tool: 'ping', unavailable: null };
}

function pingArguments(
  platform: Platform,
  version: 4 | 6,
  address: string,
  size: number,
): string[] {
  if (platform === 'win32') return ['-n', '1', '-w', '1000', '-f', '-l', String(size), address];
  if (platform === 'darwin') return ['-n', '-c', '1', '-t', '1', '-D', '-s', String(size), address];
  return ['-n', `-${version}`, '-c', '1', '-W', '1', '-M', 'do', '-s', String(size), address];
}
