import type { Platform } from '#contract/collector/collector.ts';
import type { InventoryCall } from './calls.ts';

/**
 * How a command line of the library is answered. `run`: that program, from the system's folders, without a shell;
 * `tidy` replaces the line's `grep` and corrects output that the library misreads. `files`: the texts of files, each after its
 * name. `script`: in our PowerShell session. `instead`: nothing is run.
 */
export type Way =
  | { run: readonly [string, ...string[]]; tidy?: (output: string) => string; administrator?: true }
  | { files: Readonly<Record<string, string>> }
  | { script: true }
  | { instead: string; because: string };

export type AllowedLine = readonly [line: string, way: Way];

/** The lines with these keys, indented as the library expects: old versions of dmidecode use spaces, `ioreg` draws a tree. */
const only =
  (wanted: RegExp) =>
  (output: string): string =>
    output
      .split('\n')
      .filter((line) => wanted.test(line))
      .map((line) => line.replace(/^[ |]+/, '\t'))
      .join('\n');

/** The library reads "1.5 MiB" as 1 MiB. */
const wholeKibibytes = (output: string): string =>
  output.replace(
    /(\d{1,9})[.,](\d{1,9}) ?M(?:iB)?/g,
    (_all, whole, part) => `${Math.round(Number(`${whole}.${part}`) * 1024)} KiB`,
  );

const firmwareFolder = '/sys/devices/virtual/dmi/id';
/** The library's command for reading the firmware's files: one line each, with `echo` and `cat`. */
const readsFirmware = (names: readonly string[]): string =>
  names
    .map((name) => `echo -n "${name}: "; cat ${firmwareFolder}/${name} 2>/dev/null; echo;`)
    .join('\n            ');
const firmwareFiles = (names: readonly string[]): Way => ({
  files: Object.fromEntries(names.map((name) => [name, `${firmwareFolder}/${name}`])),
});
const boardFiles = [
  'board_asset_tag',
  'board_name',
  'board_serial',
  'board_vendor',
  'board_version',
];
const chassisFiles = [
  'chassis_asset_tag',
  'chassis_serial',
  'chassis_type',
  'chassis_vendor',
  'chassis_version',
];
const tellsOneMachine = /asset_tag|serial/;
const harmless = (names: readonly string[]) => names.filter((name) => !tellsOneMachine.test(name));

const memoryTable = 'export LC_ALL=C; dmidecode -t memory 2>/dev/null';
const macMemory: AllowedLine = [
  'system_profiler SPMemoryDataType',
  { run: ['system_profiler', 'SPMemoryDataType'] },
];
const macBoard: AllowedLine = [
  'ioreg -c IOPlatformExpertDevice -d 2',
  {
    run: ['ioreg', '-c', 'IOPlatformExpertDevice', '-d', '2'],
    tidy: only(/"(?:manufacturer|model|version)" =/),
  },
];
const macProcessor = [
  'machdep.cpu hw.cpufrequency_max hw.cpufrequency_min hw.packages hw.physicalcpu_max hw.ncpu hw.tbfrequency hw.cpufamily hw.cpusubfamily',
  'hw.l1icachesize hw.l1dcachesize hw.l2cachesize hw.l3cachesize',
  'machdep.cpu.features',
].map((names): AllowedLine => [`sysctl ${names}`, { run: ['sysctl', ...names.split(' ')] }]);

const script = (text: string): AllowedLine => [text, { script: true }];
const displaysElsewhere = { instead: '', because: 'displays on Windows come from Electron' };

/**
 * Every line that the pinned version runs for our calls, by system and call, and how we answer it; a test asks the library.
 * All others are refused.
 */
export const commandLines: Readonly<
  Record<Platform, Partial<Record<InventoryCall, readonly AllowedLine[]>>>
> = {
  linux: {
    memLayout: [
      [
        `${memoryTable} | grep -iE "Size:|Type|Speed|Manufacturer|Form Factor|Locator|Memory Device|Serial Number|Voltage|Part Number"; unset LC_ALL`,
        {
          run: ['dmidecode', '-t', 'memory'],
          tidy: only(
            /Size:|Type|Speed|Manufacturer|Form Factor|Locator|Memory Device|Voltage|Part Number/i,
          ),
          administrator: true,
        },
      ],
      [
        'cat /proc/cpuinfo 2>/dev/null',
        { instead: '', because: 'its result for a Raspberry Pi is a guess' },
      ],
    ],
    chassis: [[readsFirmware(chassisFiles), firmwareFiles(harmless(chassisFiles))]],
    baseboard: [
      [
        'export LC_ALL=C; dmidecode -t 2 2>/dev/null; unset LC_ALL',
        {
          run: ['dmidecode', '-t', '2'],
          tidy: only(/Manufacturer:|Product Name:|Version:/),
          administrator: true,
        },
      ],
      [
        memoryTable,
        {
          run: ['dmidecode', '-t', 'memory'],
          // The library reads every number here as gibibytes.
          tidy: only(/Maximum Capacity: \d{1,9} GB|Number Of Devices:/),
          administrator: true,
        },
      ],
      [readsFirmware(boardFiles), firmwareFiles(harmless(boardFiles))],
    ],
    cpu: [
      ['export LC_ALL=C; lscpu; unset LC_ALL', { run: ['lscpu'], tidy: wholeKibibytes }],
      [
        'export LC_ALL=C; lscpu; echo -n "Governor: "; cat /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor 2>/dev/null; echo; unset LC_ALL',
        { run: ['lscpu'], tidy: wholeKibibytes },
      ],
      [
        'export LC_ALL=C; dmidecode -t 4 2>/dev/null | grep "Upgrade: Socket"; unset LC_ALL',
        { run: ['dmidecode', '-t', '4'], tidy: only(/Upgrade: Socket/), administrator: true },
      ],
      [
        'cat /proc/cpuinfo | grep "cpu MHz" | cut -d " " -f 3',
        { instead: '', because: 'the processor collector knows the clock' },
      ],
    ],
  },
  darwin: {
    memLayout: [macMemory],
    chassis: [macBoard],
    baseboard: [macBoard, macMemory],
    cpu: [
      ...macProcessor,
      [
        'ioreg -c IOPlatformDevice -d 3 -r | grep cluster-type',
        { run: ['ioreg', '-c', 'IOPlatformDevice', '-d', '3', '-r'], tidy: only(/cluster-type/) },
      ],
    ],
    graphics: [
      [
        'system_profiler -xml -detailLevel full SPDisplaysDataType',
        { run: ['system_profiler', '-xml', '-detailLevel', 'full', 'SPDisplaysDataType'] },
      ],
      [
        'defaults read /Library/Preferences/com.apple.windowserver.plist 2>/dev/null;defaults read /Library/Preferences/com.apple.windowserver.displays.plist 2>/dev/null; echo ""',
        { instead: '', because: 'the positions of displays come from Electron' },
      ],
    ],
  },
  win32: {
    memLayout: [
      script(
        'Get-CimInstance Win32_PhysicalMemory | select DataWidth,TotalWidth,Capacity,BankLabel,MemoryType,SMBIOSMemoryType,ConfiguredClockSpeed,Speed,FormFactor,Manufacturer,PartNumber,SerialNumber,ConfiguredVoltage,MinVoltage,MaxVoltage,Tag | fl',
      ),
    ],
    chassis: [
      script(
        'Get-CimInstance Win32_SystemEnclosure | select Model,Manufacturer,ChassisTypes,Version,SerialNumber,PartNumber,SKU,SMBIOSAssetTag | fl',
      ),
    ],
    baseboard: [
      script(
        'Get-CimInstance Win32_baseboard | select Model,Manufacturer,Product,Version,SerialNumber,PartNumber,SKU | fl',
      ),
      script(
        'Get-CimInstance Win32_physicalmemoryarray | select MaxCapacityEx, MemoryDevices | fl',
      ),
    ],
    cpu: [
      script(
        'Get-CimInstance Win32_processor | select Name, Revision, L2CacheSize, L3CacheSize, Manufacturer, MaxClockSpeed, Description, UpgradeMethod, Caption, NumberOfLogicalProcessors, NumberOfCores | fl',
      ),
      script('Get-CimInstance Win32_CacheMemory | select CacheType,InstalledSize,Level | fl'),
      script('(Get-CimInstance Win32_ComputerSystem).HypervisorPresent'),
      [
        'reg query "HKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0" /v FeatureSet',
        { instead: '', because: 'the processor’s flags are not collected' },
      ],
    ],
    graphics: [
      script('Get-CimInstance win32_VideoController | fl *'),
      script(
        'gp "HKLM:\\SYSTEM\\ControlSet001\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\*" -ErrorAction SilentlyContinue | where MatchingDeviceId $null -NE | select MatchingDeviceId,HardwareInformation.qwMemorySize | fl',
      ),
      ['Get-CimInstance win32_desktopmonitor | fl *', displaysElsewhere],
      [
        'Get-CimInstance -Namespace root\\wmi -ClassName WmiMonitorBasicDisplayParams | fl',
        displaysElsewhere,
      ],
      [
        'Get-CimInstance -Namespace root\\wmi -ClassName WmiMonitorConnectionParams | fl',
        displaysElsewhere,
      ],
    ],
  },
};

/**
 * The library's longest lines, which compile C# or load Windows Forms, recognized by their beginning and never run; and the
 * lines that it wants when it is loaded.
 */
const neverRun: readonly (readonly [start: string, because: string])[] = [
  ['Add-Type ', 'it loads code into PowerShell'],
  ['gwmi WmiMonitorID ', displaysElsewhere.because],
  ['chcp', 'the session speaks UTF-8'],
];

/** Null when the library must not run this line. */
export function wayOf(platform: Platform, call: InventoryCall, line: string): Way | null {
  const allowed = commandLines[platform][call]?.find(([known]) => known === line);
  if (allowed) return allowed[1];
  const never = neverRun.find(([start]) => line.startsWith(start));
  return never ? { instead: '', because: never[1] } : null;
}

/** The library's sources for this call, for docs/collectors.md. */
export function inventoryReads(platform: Platform, call: InventoryCall): string[] {
  const reads = (commandLines[platform][call] ?? []).flatMap(([line, way]) => {
    if ('run' in way)
      return [way.run.join(' ') + (way.administrator ? ' (only as an administrator)' : '')];
    if ('files' in way) return Object.values(way.files);
    return 'script' in way ? [`PowerShell: ${line}`] : [];
  });
  return [...new Set(reads)];
}
