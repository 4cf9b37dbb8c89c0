import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import type { Details, Traffic } from './types.ts';

/** `networksetup -listallhardwareports`: blocks of `Hardware Port: Wi-Fi` and `Device: en0`. */
export function darwinPorts(output: string): Details[] {
  return [...output.matchAll(/^Hardware Port: (.+)\nDevice: (\S+)$/gm)].map((match) => ({
    name: match[2] ?? '',
    kind: textOf(match[1]),
  }));
}

/**
 * `ifconfig -a`: a line for each interface with its flags and MTU, then lines with a tab. Only interfaces that can have
 * a carrier have `status`; Wi-Fi that is off is still UP.
 */
export function ifconfigInterfaces(output: string): Details[] {
  return output.split(/^(?=[A-Za-z][\w.-]{0,30}: flags=)/m).flatMap((block): Details[] => {
    const [, name = '', flags = '', mtu] =
      /^([A-Za-z][\w.-]{0,30}): flags=[0-9a-f]{1,8}<([A-Z0-9_,]{0,300})> {0,4}(?:metric \d{1,9} )?mtu (\d{1,6})/.exec(
        block,
      ) ?? [];
    if (name === '') return [];
    const status = /^[\t ]{1,8}status: (active|inactive)\b/m.exec(block)?.[1];
    const running = flags.split(',').includes('RUNNING') && flags.split(',').includes('UP');
    const up = status === undefined ? running : status === 'active';
    const mac = textOf(/^[\t ]{1,8}ether ([0-9a-f:]{11,17})\b/im.exec(block)?.[1]);
    const [, speed, giga] = /^[\t ]{1,8}media: .{0,80}?\((\d{1,5})(G?)base/im.exec(block) ?? [];
    const megabits = numberOf(speed);
    return [
      {
        name,
        state: up ? 'up' : 'down',
        mtu: numberOf(mtu),
        ...(megabits === null ? {} : { bitsPerSecond: megabits * (giga ? 1e9 : 1e6) }),
        ...(mac === null ? {} : { mac }),
      },
    ];
  });
}

/**
 * The `<Link#N>` rows of `netstat -ibn`, one per interface; the rows of its addresses repeat the numbers. The hardware
 * address may be missing, so columns are counted from the end of the heading, which differs between versions.
 */
export function netstatCounters(output: string): Details[] {
  const [heading = '', ...lines] = output
    .slice(Math.max(0, output.search(/^Name +Mtu/m)))
    .split('\n');
  const columns = heading.trim().split(/ +/);
  if (!columns.includes('Ibytes')) return [];
  return lines.flatMap((line): Details[] => {
    const fields = line.slice(0, 500).trim().split(/ +/);
    const name = (fields[0] ?? '').replace(/\*$/, '');
    if (fields.length < 10 || name === '' || !/^<Link#\d{1,4}>$/.test(fields[2] ?? '')) return [];
    const value = (column: string): number | null => {
      const place = columns.indexOf(column);
      return place < 0 ? null : numberOf(fields.at(place - columns.length));
    };
    const traffic = (side: 'I' | 'O'): Traffic => ({
      bytes: value(`${side}bytes`),
      packets: value(`${side}pkts`),
      errors: value(`${side}errs`),
      dropped: value(`${side}drop`),
    });
    return [{ name, received: traffic('I'), sent: traffic('O') }];
  });
}

export interface NetworkInUse {
  /** Interfaces that carry traffic, the preferred one first. */
  order: string[];
  families: {
    family: 'IPv4' | 'IPv6';
    interface: string;
    servesNames: boolean;
    reachable: boolean | null;
  }[];
}

/** `scutil --nwi`: which interfaces macOS uses for IPv4 and IPv6, and what can be reached through them. */
export function scutilNwi(output: string): NetworkInUse | null {
  if (!/^Network information/.test(output)) return null;
  const families = (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const start = output.indexOf(`${family} network interface information`);
    if (start < 0) return [];
    const until = output.indexOf('   REACH :', start);
    const block = output.slice(start, until < 0 ? start + 20_000 : until);
    const entries = [
      ...block.matchAll(
        /^ {1,12}([\w.-]{1,30}) : flags {0,10}: 0x[0-9a-f]{1,8} \(([\w, ]{0,100})\)/gm,
      ),
    ];
    return entries.map((entry, index) => {
      const own = block.slice(entry.index, entries[index + 1]?.index);
      const reach = /^ {1,20}reach {0,10}: 0x[0-9a-f]{1,8} \(([\w, ]{0,100})\)/m.exec(own)?.[1];
      return {
        family,
        interface: entry[1] ?? '',
        servesNames: (entry[2] ?? '').split(',').includes('DNS'),
        reachable:
          reach === undefined ? null : /\bReachable/.test(reach) && !/Not Reachable/.test(reach),
      };
    });
  });
  const order = /^Network interfaces: ?([\w. -]{0,500})$/m.exec(output)?.[1] ?? '';
  return { order: order.split(' ').filter((name) => name !== ''), families: families.slice(0, 64) };
}
