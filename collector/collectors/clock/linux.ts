import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import { type ClockSource, mostServers, stratumOf, unknownClock } from './types.ts';

type Part = Partial<ClockSource>;

/** `timedatectl show` (systemd 239 and later): `NTP=yes`, `NTPSynchronized=yes`, `LocalRTC=no`. */
export function timedatectl(output: string): Part {
  const answer = (key: string): boolean | null => {
    const word = new RegExp(`^${key}=(yes|no)$`, 'm').exec(output)?.[1];
    return word === undefined ? null : word === 'yes';
  };
  return {
    automatic: answer('NTP'),
    synchronized: answer('NTPSynchronized'),
    hardwareClockLocal: answer('LocalRTC'),
  };
}

/** `timedatectl show-timesync`; null unless systemd-timesyncd sets the clock. */
export function timesyncd(output: string, lastSyncAt: string | null): Part | null {
  const value = (key: string): string | null =>
    textOf(new RegExp(`^${key}=(.{1,500})$`, 'm').exec(output)?.[1]);
  if (!/^(?:ServerName|ServerAddress|FallbackNTPServers|PollIntervalMinUSec)=/m.test(output))
    return null;
  const own = ['LinkNTPServers', 'SystemNTPServers', 'RuntimeNTPServers']
    .map((key) => value(key) ?? '')
    .join(' ');
  const servers = (own.trim() || (value('FallbackNTPServers') ?? ''))
    .split(/\s+/)
    .filter((name) => name !== '');
  return {
    service: 'systemd-timesyncd',
    running: true,
    source: value('ServerName') ?? value('ServerAddress'),
    servers: servers.slice(0, mostServers),
    stratum: stratumOf(numberOf(/^NTPMessage=\{.{0,200}?\bStratum=(\d{1,3})\b/m.exec(output)?.[1])),
    lastSyncAt,
  };
}

/**
 * `chronyc -c -n tracking`: one line of values with commas: number and name of the source, stratum, time of the last
 * measurement in seconds, offset and so on; the last is the leap status. Null when chrony does not answer.
 */
export function chronyTracking(output: string): Part | null {
  const values = (output.split('\n', 1)[0] ?? '').slice(0, 500).split(',');
  const [number = '', name, stratum, at, offset] = values;
  if (values.length < 14 || !/^[0-9A-F]{8}$/.test(number)) return null;
  // 00000000 means no source, 7F7F0101 this computer's own clock.
  const real = number !== '00000000' && number !== '7F7F0101';
  const seconds = numberOf(at);
  return {
    ...{ service: 'chronyd', running: true, automatic: true },
    synchronized: real && values.at(-1) !== 'Not synchronised',
    source: real ? textOf(name) : null,
    stratum: real ? stratumOf(numberOf(stratum)) : null,
    lastSyncAt: real && seconds && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : null,
    offsetSeconds: real ? signed(offset) : null,
  };
}

/** `ntpq -pn`: a table of servers; `*` marks the source. Null without such a table. */
export function ntpqPeers(output: string): Part | null {
  if (!/^ {1,10}remote +refid +st +t +when/m.test(output)) return null;
  const rows = output.split('\n').flatMap((line) => {
    // Sign, remote, refid, stratum, type, when, poll, reach, delay, offset, jitter.
    const row =
      /^([ *#+\-ox.]?)([^\s=]\S{0,100}) +\S{1,50} +(\d{1,2}) +\S +\S+ +\S+ +\d{1,3} +\S+ +(-?[\d.]{1,15}) /.exec(
        line.slice(0, 300),
      );
    return row
      ? [
          {
            chosen: row[1] === '*' || row[1] === 'o',
            name: row[2] ?? '',
            stratum: row[3],
            offset: row[4],
          },
        ]
      : [];
  });
  const source = rows.find(({ chosen }) => chosen);
  const milliseconds = signed(source?.offset);
  return {
    ...{ service: 'ntpd', running: true, automatic: true },
    synchronized: source !== undefined,
    source: source?.name ?? null,
    servers: rows.map(({ name }) => name).slice(0, mostServers),
    stratum: stratumOf(numberOf(source?.stratum)),
    offsetSeconds: milliseconds === null ? null : milliseconds / 1000,
  };
}

function signed(text: string | undefined): number | null {
  const number =
    text !== undefined && /^[-+]?\d{1,12}(?:\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** Combines the sources; of the programs that set a clock, the first that answers counts. Null without any answer. */
export function linuxClock(system: Part, programs: readonly (Part | null)[]): ClockSource | null {
  const known = Object.fromEntries(
    Object.entries(system).filter(([, value]) => value !== null),
  ) as Part;
  const program = programs.find((answer) => answer !== null) ?? null;
  if (program === null && Object.keys(known).length === 0) return null;
  // The system's own statement that the clock is right outweighs a program's.
  return { ...unknownClock, ...program, ...known };
}
