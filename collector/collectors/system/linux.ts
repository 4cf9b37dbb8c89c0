import { looksVirtual, type System, saidOf } from './types.ts';

/** Contents of `/sys/class/dmi/id/*`, the device tree's model (ARM boards have no DMI) and `/proc/cpuinfo`; '' when unreadable. */
interface LinuxSystemFiles {
  maker: string;
  model: string;
  vendor: string;
  version: string;
  date: string;
  deviceTree: string;
  cpuinfo: string;
}

export function linuxSystem(files: LinuxSystemFiles): System {
  const manufacturer = saidOf(files.maker);
  const model = saidOf(files.model) ?? saidOf(files.deviceTree.replaceAll('\0', ''));
  const flags = /^flags\s*:(.*)$/m.exec(files.cpuinfo)?.[1];
  // x86 hypervisors set this CPUID bit. ARM has no such sign, so there only the maker's name shows it.
  const hypervisor = flags === undefined ? null : /\bhypervisor\b/.test(flags);
  const virtual =
    looksVirtual(manufacturer, model) ||
    (hypervisor ?? (manufacturer === null && model === null ? null : false));
  const firmware = {
    vendor: saidOf(files.vendor),
    version: saidOf(files.version),
    releaseDate: usDateOf(files.date),
  };
  return { manufacturer, model, virtual, firmware };
}

/** SMBIOS writes dates as MM/DD/YYYY. */
function usDateOf(value: string): string | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value.trim());
  return match ? `${match[3]}-${match[1]}-${match[2]}` : saidOf(value);
}

/** SMBIOS Specification 3.7, table 17: the kind of computer, by its number. Null for 2, which means unknown, and for numbers outside the table. */
const chassisKinds: Readonly<Record<number, string>> = {
  ...{
    1: 'other',
    3: 'desktop',
    4: 'desktop',
    5: 'desktop',
    6: 'desktop',
    7: 'desktop',
    15: 'desktop',
    16: 'desktop',
  },
  ...{
    8: 'portable',
    9: 'laptop',
    10: 'laptop',
    14: 'laptop',
    11: 'hand-held',
    12: 'docking station',
    13: 'all in one',
  },
  ...{
    17: 'server',
    23: 'server',
    25: 'server',
    28: 'server',
    29: 'server',
    24: 'desktop',
    30: 'tablet',
    31: 'convertible',
  },
  ...{ 32: 'detachable', 33: 'embedded', 34: 'embedded', 35: 'mini computer', 36: 'stick' },
};

/** Texts of `chassis_type`, `board_vendor` and `board_name` in `/sys/class/dmi/id`, which everyone may read. */
export function linuxBoard(files: { chassis: string; vendor: string; name: string }) {
  const [maker, model] = [saidOf(files.vendor), saidOf(files.name)];
  return {
    chassis: chassisKinds[Number(files.chassis)] ?? null,
    board: maker === null && model === null ? null : { manufacturer: maker, model },
  };
}
