import {
  dateOf,
  jsonOf,
  listOf,
  numberOf,
  rowOf,
  rowsOf,
  textOf,
} from '#collector/toolkit/fields.ts';

/** A DHCP lease. A lease that ended long ago or came from an unknown server explains a network that does not work. */
export interface Lease {
  server: string | null;
  obtainedAt: string | null;
  expiresAt: string | null;
  /** The length of the lease. */
  seconds: number | null;
}

const addressShape = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** Windows uses the broadcast address when no server answered. */
const serverOf = (value: unknown): string | null => {
  const text = textOf(value);
  return text !== null &&
    addressShape.test(text) &&
    text !== '255.255.255.255' &&
    text !== '0.0.0.0'
    ? text
    : null;
};

/** Seconds that fit into a date; infinite leases have 0xffffffff. */
const secondsOf = (value: unknown): number | null => {
  const seconds = numberOf(value);
  return seconds !== null && seconds > 0 && seconds < 0xffffffff ? seconds : null;
};

/** Names of interfaces by their number, from `ip -json address show`. */
export function ipIndexes(output: string): Map<string, string> {
  return new Map(
    rowsOf(jsonOf(output) ?? []).flatMap((row): [string, string][] => {
      const [index, name] = [textOf(row.ifindex), textOf(row.ifname)];
      return index !== null && name !== null ? [[index, name]] : [];
    }),
  );
}

/**
 * A file in `/run/systemd/netif/leases` (systemd-networkd), written when the lease was obtained or renewed: `KEY=value`, or
 * JSON in the newest versions, where an address is a list of four numbers.
 */
export function networkdLease(text: string, writtenAt: string | null): Lease | null {
  const json = rowOf(jsonOf(text));
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}=(.{1,100})$`, 'm').exec(text)?.[1];
  if (value('ADDRESS') === undefined && json.Address === undefined) return null;
  const server = value('SERVER_ADDRESS') ?? listOf(json.Server_Address).join('.');
  const seconds = spanOf(value('LIFETIME') ?? textOf(json.Lifetime) ?? '');
  return {
    server: serverOf(server),
    obtainedAt: writtenAt,
    expiresAt: after(writtenAt, seconds),
    seconds,
  };
}

const unitSeconds: Readonly<Record<string, number>> = {
  y: 31_557_600,
  month: 2_629_800,
  w: 604_800,
  d: 86_400,
  h: 3600,
  min: 60,
  s: 1,
};

/** A systemd duration: seconds, or `1d 2h 30min`. */
function spanOf(text: string): number | null {
  if (/^\d{1,10}$/.test(text)) return secondsOf(text);
  const parts = text.split(' ').map((part) => /^(\d{1,9})(y|month|w|d|h|min|s)$/.exec(part));
  if (parts.some((part) => part === null)) return null;
  return secondsOf(
    parts.reduce((sum, part) => sum + Number(part?.[1]) * (unitSeconds[part?.[2] ?? ''] ?? 0), 0),
  );
}

/** A file of dhclient: a block for each lease; an interface's last block counts. Times are UTC. */
export function dhclientLeases(text: string): Map<string, Lease> {
  const leases = new Map<string, Lease>();
  for (const block of text.split(/^lease \{$/m).slice(-100)) {
    const name = /^ {0,8}interface "([^"\n]{1,60})";$/m.exec(block)?.[1];
    if (name === undefined) continue;
    const option = (key: string): string | undefined =>
      new RegExp(`^ {0,8}option ${key} (.{1,100});$`, 'm').exec(block)?.[1];
    const seconds = secondsOf(option('dhcp-lease-time'));
    const [, ...day] =
      /^ {0,8}expire \d (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d);$/m.exec(block) ?? [];
    const epoch = /^ {0,8}expire epoch (\d{9,11});/m.exec(block)?.[1];
    const expiresAt =
      epoch === undefined
        ? day.length > 0
          ? dateOf(`${day.slice(0, 3).join('-')}T${day[3]}Z`)
          : null
        : atSecond(epoch);
    leases.set(name, {
      ...{ server: serverOf(option('dhcp-server-identifier')), expiresAt, seconds },
      obtainedAt: after(expiresAt, seconds === null ? null : -seconds),
    });
  }
  return leases;
}

/** NetworkManager's devices: `nmcli -t -f GENERAL,DHCP4 device show`. Names of connections are not read. */
export function nmcliDevices(
  output: string,
): Map<string, { lease: Lease | null; metered: boolean | null }> {
  const devices = output.split(/\n[ \t]*\n/).slice(0, 500);
  return new Map(
    devices.flatMap((block): [string, { lease: Lease | null; metered: boolean | null }][] => {
      const name = textOf(/^GENERAL\.DEVICE:(\S{1,60})$/m.exec(block)?.[1]);
      if (name === null) return [];
      const option = (key: string): string | undefined =>
        new RegExp(`^DHCP4\\.OPTION\\[\\d{1,3}\\]:${key} = (.{1,100})$`, 'm').exec(block)?.[1];
      const seconds = secondsOf(option('dhcp_lease_time'));
      const expiresAt = atSecond(option('expiry'));
      const known = seconds !== null || expiresAt !== null || option('ip_address') !== undefined;
      const lease = { server: serverOf(option('dhcp_server_identifier')), expiresAt, seconds };
      const metered = /^GENERAL\.METERED:(yes|no)\b/m.exec(block)?.[1];
      return [
        [
          name,
          {
            lease: known
              ? { ...lease, obtainedAt: after(expiresAt, seconds === null ? null : -seconds) }
              : null,
            metered: metered === undefined ? null : metered === 'yes',
          },
        ],
      ];
    }),
  );
}

/** macOS `ipconfig getpacket en0`: the server's last response, which has no date. */
export function packetLease(output: string): Lease | null {
  const value = (key: string): string | undefined =>
    new RegExp(`^${key} \\(\\w{1,10}\\): (\\S{1,40})$`, 'm').exec(output)?.[1];
  const [server, time] = [serverOf(value('server_identifier')), value('lease_time')];
  if (server === null && time === undefined) return null;
  return { server, obtainedAt: null, expiresAt: null, seconds: secondsOf(time) };
}

/** One instance of `Win32_NetworkAdapterConfiguration`. */
export function win32Lease(row: Record<string, unknown>): Lease | null {
  const [server, obtainedAt, expiresAt] = [
    serverOf(row.Server),
    dateOf(row.Obtained),
    dateOf(row.Expires),
  ];
  if (server === null && obtainedAt === null && expiresAt === null) return null;
  const seconds =
    obtainedAt && expiresAt ? (Date.parse(expiresAt) - Date.parse(obtainedAt)) / 1000 : null;
  return { server, obtainedAt, expiresAt, seconds: secondsOf(seconds) };
}

const atSecond = (text: string | undefined): string | null =>
  text !== undefined && /^\d{9,11}$/.test(text)
    ? new Date(Number(text) * 1000).toISOString()
    : null;

const after = (at: string | null, seconds: number | null): string | null =>
  at === null || seconds === null ? null : new Date(Date.parse(at) + seconds * 1000).toISOString();
