import { describe, expect, test } from 'vitest';
import { fixtureOf } from '#tests/harness/collect-context.ts';
import { libraryOn, machines, type Said } from '#tests/harness/library.ts';
import { factsOf } from './facts.ts';

const fixture = fixtureOf(import.meta.url);
/** As a console of Windows prints it. */
const printed = (name: string): string => fixture(name).replaceAll('\n', '\r\n');

const linux: Said = {
  commands: {
    'dmidecode -t memory': fixture('dmidecode-memory.txt'),
    'dmidecode -t 2': fixture('dmidecode-board.txt'),
    'dmidecode -t 4': fixture('dmidecode-processor.txt'),
    lscpu: fixture('lscpu.txt'),
  },
  files: {
    '/sys/devices/virtual/dmi/id/chassis_type': '10\n',
    '/sys/devices/virtual/dmi/id/chassis_vendor': 'LENOVO\n',
    '/sys/devices/virtual/dmi/id/board_vendor': 'LENOVO\n',
    '/sys/devices/virtual/dmi/id/board_name': '20XW004AGE\n',
  },
};
const intelMac: Said = {
  commands: {
    'system_profiler SPMemoryDataType': fixture('mac-intel-memory.txt'),
    'system_profiler -xml': fixture('mac-displays.xml'),
  },
};
const appleMac: Said = {
  commands: {
    'system_profiler SPMemoryDataType': fixture('mac-m1-memory.txt'),
    'ioreg -c IOPlatformExpertDevice': fixture('mac-board.txt'),
    'ioreg -c IOPlatformDevice': fixture('mac-m1-clusters.txt'),
    // It does not know the names for Intel, says so and ends with 1.
    'sysctl machdep.cpu.features': {
      exitCode: 1,
      stderr: "sysctl: unknown oid 'machdep.cpu.features'",
    },
    'sysctl machdep.cpu hw': { exitCode: 1, stdout: fixture('mac-m1-cpu.txt') },
    'sysctl hw.l1icachesize': { exitCode: 1, stdout: fixture('mac-m1-caches.txt') },
  },
};
const windows: Said = {
  commands: {
    'Get-CimInstance Win32_PhysicalMemory ': printed('windows-memory.txt'),
    'Get-CimInstance Win32_SystemEnclosure': printed('windows-chassis.txt'),
    'Get-CimInstance Win32_baseboard': printed('windows-board.txt'),
    'Get-CimInstance Win32_physicalmemoryarray': printed('windows-memory-array.txt'),
    'Get-CimInstance Win32_processor': printed('windows-processor.txt'),
    'Get-CimInstance Win32_CacheMemory': printed('windows-caches.txt'),
    '(Get-CimInstance Win32_ComputerSystem).HypervisorPresent': 'True\r\n',
    'Get-CimInstance win32_VideoController': printed('windows-graphics.txt'),
    'gp "HKLM:': printed('windows-graphics-memory.txt'),
  },
};

describe('memory modules', () => {
  test('on Linux are told by the firmware, with how fast they run now and how many slots are free', async () => {
    expect(await libraryOn(machines.linux, linux, 'memLayout')).toEqual({
      status: 'success',
      facts: {
        modules: [
          {
            slot: 'BANK 0',
            sizeBytes: 16 * 2 ** 30,
            type: 'DDR4',
            speed: 2667,
            formFactor: 'SODIMM',
            manufacturer: 'Samsung Electronics Inc.',
            partNumber: 'M471A2K43DB1-CWE',
            errorCorrection: null,
          },
        ],
        emptySlots: 1,
      },
    });
  });

  test('on a Mac with slots are one for each that is filled', async () => {
    expect((await libraryOn(machines.intelMac, intelMac, 'memLayout')).facts).toMatchObject({
      modules: [
        {
          slot: 'BANK 0',
          sizeBytes: 16 * 2 ** 30,
          type: 'DDR4',
          speed: 2667,
          manufacturer: 'Micron Technology Inc.',
        },
      ],
      emptySlots: 1,
    });
  });

  test('on Apple silicon are the memory of the chip', async () => {
    expect((await libraryOn(machines.appleMac, appleMac, 'memLayout')).facts).toMatchObject({
      modules: [
        {
          sizeBytes: 16 * 2 ** 30,
          type: 'LPDDR4',
          speed: null,
          formFactor: 'SOC',
          errorCorrection: null,
        },
      ],
    });
  });

  test('on Windows have error correction only where the module is wider than its data', async () => {
    expect((await libraryOn(machines.windows, windows, 'memLayout')).facts?.modules).toMatchObject([
      {
        slot: 'BANK 0/0',
        type: 'DDR4',
        formFactor: 'SODIMM',
        manufacturer: 'Samsung Electronics Inc.',
        errorCorrection: true,
      },
      {
        slot: 'BANK 2/1',
        sizeBytes: 8 * 2 ** 30,
        manufacturer: null,
        partNumber: null,
        errorCorrection: null,
      },
    ]);
  });
});

describe('chassis and mainboard', () => {
  test('on Linux come from files that everyone may read', async () => {
    expect(await libraryOn(machines.linux, linux, 'chassis')).toEqual({
      status: 'success',
      facts: { type: 'Notebook', manufacturer: 'LENOVO' },
    });
    expect(await libraryOn(machines.linux, linux, 'baseboard')).toEqual({
      status: 'success',
      facts: {
        manufacturer: 'LENOVO',
        model: '20XW004AGE',
        version: 'SDK0J40697 WIN',
        memorySlots: 4,
        mostMemoryBytes: 64 * 2 ** 30,
      },
    });
  });

  test('on macOS are the model, and what is built in is no upper limit of the memory', async () => {
    expect((await libraryOn(machines.appleMac, appleMac, 'chassis')).facts).toEqual({
      type: 'Notebook',
      manufacturer: 'Apple Inc.',
    });
    expect((await libraryOn(machines.appleMac, appleMac, 'baseboard')).facts).toEqual({
      ...{ manufacturer: 'Apple Inc.', model: 'MacBookPro18,3', version: '1.0' },
      ...{ memorySlots: null, mostMemoryBytes: null },
    });
  });

  test('on Windows come from CIM', async () => {
    expect((await libraryOn(machines.windows, windows, 'chassis')).facts).toEqual({
      type: 'Notebook',
      manufacturer: 'LENOVO',
    });
    expect((await libraryOn(machines.windows, windows, 'baseboard')).facts).toEqual({
      ...{ manufacturer: 'LENOVO', model: '20XW004AGE', version: 'SDK0J40697 WIN' },
      ...{ memorySlots: 2, mostMemoryBytes: 64 * 2 ** 30 },
    });
  });
});

describe('processor detail', () => {
  test('on Linux is socket, caches and virtualization, never the kinds of cores, which the library guesses', async () => {
    expect(await libraryOn(machines.linux, linux, 'cpu')).toEqual({
      status: 'success',
      facts: {
        sockets: 1,
        socket: 'BGA1449',
        virtualization: true,
        coreKinds: null,
        cacheBytes: {
          l1Data: 192 * 1024,
          l1Instructions: 128 * 1024,
          l2: 5 * 2 ** 20,
          l3: 12 * 2 ** 20,
        },
      },
    });
  });

  test('on Apple silicon tells fast from efficient cores', async () => {
    expect((await libraryOn(machines.appleMac, appleMac, 'cpu')).facts).toEqual({
      ...{
        sockets: 1,
        socket: 'SOC',
        virtualization: null,
        coreKinds: { performance: 6, efficiency: 2 },
      },
      cacheBytes: { l1Data: 65_536, l1Instructions: 131_072, l2: 4_194_304, l3: null },
    });
  });

  test('on Windows comes from CIM', async () => {
    expect((await libraryOn(machines.windows, windows, 'cpu')).facts).toMatchObject({
      ...{ sockets: 1, virtualization: true, coreKinds: null },
      cacheBytes: {
        l1Data: 192 * 1024,
        l1Instructions: 128 * 1024,
        l2: 5 * 2 ** 20,
        l3: 12 * 2 ** 20,
      },
    });
  });
});

describe('graphics', () => {
  test('on macOS are the cards with their memory, and the displays by name', async () => {
    expect(await libraryOn(machines.intelMac, intelMac, 'graphics')).toEqual({
      status: 'success',
      facts: {
        adapters: [
          {
            ...{
              name: 'Intel UHD Graphics 630',
              vendor: 'Intel',
              memoryBytes: 1536 * 2 ** 20,
              sharedMemory: true,
            },
            driverVersion: null,
          },
          {
            ...{
              name: 'AMD Radeon Pro 5300M',
              vendor: 'AMD',
              memoryBytes: 4 * 2 ** 30,
              sharedMemory: null,
            },
            driverVersion: null,
          },
        ],
        monitors: [
          {
            ...{ name: 'Color LCD', vendor: 'Apple', builtIn: true, connection: 'Internal' },
            ...{
              resolution: { width: 3584, height: 2240 },
              refreshHertz: 60,
              productionYear: 2019,
            },
          },
          {
            ...{ name: 'DELL U2720Q', vendor: 'DELL', builtIn: null, connection: 'Display Port' },
            ...{
              resolution: { width: 3840, height: 2160 },
              refreshHertz: 60,
              productionYear: 2020,
            },
          },
        ],
      },
    });
  });

  test('on Windows have the memory that the driver wrote down, or none where a 32-bit counter ends', async () => {
    expect((await libraryOn(machines.windows, windows, 'graphics')).facts).toEqual({
      adapters: [
        expect.objectContaining({ name: 'NVIDIA GeForce RTX 3070', memoryBytes: 8 * 2 ** 30 }),
        expect.objectContaining({ name: 'AMD Radeon RX 5700', memoryBytes: null }),
      ],
      monitors: [],
    });
  });
});

test('nothing that tells one machine from all others reaches an answer', async () => {
  const answers = [];
  for (const call of ['memLayout', 'chassis', 'baseboard', 'cpu'] as const) {
    answers.push(await libraryOn(machines.linux, linux, call));
    answers.push(await libraryOn(machines.windows, windows, call));
    answers.push(await libraryOn(machines.appleMac, appleMac, call));
  }
  answers.push(await libraryOn(machines.intelMac, intelMac, 'graphics'));
  answers.push(await libraryOn(machines.windows, windows, 'graphics'));
  expect(JSON.stringify(answers)).not.toMatch(/5ec2e7|SECRET|ANNA|9876543210/i);
});

describe('answers of the library in the forms that people report', () => {
  test('a laptop with two cards and a display without a name: the cards count, what is empty does not', () => {
    const answer = {
      controllers: [
        {
          vendor: 'Intel',
          model: 'Intel UHD Graphics 630',
          bus: 'Built-In',
          vram: 1536,
          vramDynamic: true,
        },
        {
          vendor: 'AMD',
          model: 'AMD Radeon Pro 5300M',
          bus: 'PCIe',
          vram: 4096,
          vramDynamic: false,
          external: false,
        },
      ],
      displays: [
        {
          vendor: '',
          model: '',
          deviceName: '',
          main: false,
          builtin: false,
          connection: '',
          resolutionX: null,
          resolutionY: null,
        },
        {
          ...{
            vendor: 'Apple',
            model: 'Color LCD',
            main: true,
            builtin: true,
            connection: null,
            resolutionX: null,
          },
          ...{
            resolutionY: null,
            currentResX: 1792,
            currentResY: 1120,
            currentRefreshRate: 59,
            productionYear: null,
          },
        },
      ],
    };
    expect(factsOf.graphics(answer, 'darwin')).toMatchObject({
      adapters: [
        { memoryBytes: 1536 * 2 ** 20, sharedMemory: true },
        { memoryBytes: 4 * 2 ** 30, sharedMemory: null },
      ],
      monitors: [
        {
          name: 'Color LCD',
          builtIn: true,
          resolution: { width: 1792, height: 1120 },
          refreshHertz: 59,
        },
      ],
    });
  });

  test('a card with the driver’s own figures: its driver is kept, its numbers of use are not', () => {
    const controller = {
      ...{
        vendor: 'NVIDIA',
        model: 'NVIDIA GeForce GTX 1650',
        bus: 'PCI',
        vram: 4096,
        vramDynamic: false,
      },
      ...{
        subDeviceId: '0x170D1043',
        driverVersion: '512.78',
        pciBus: '00000000:01:00.0',
        memoryFree: 3962,
        temperatureGpu: 48,
      },
    };
    expect(
      factsOf.graphics({ controllers: [controller], displays: [] }, 'win32')?.adapters,
    ).toEqual([
      {
        ...{
          name: 'NVIDIA GeForce GTX 1650',
          vendor: 'NVIDIA',
          memoryBytes: 4 * 2 ** 30,
          sharedMemory: null,
        },
        driverVersion: '512.78',
      },
    ]);
  });

  test('memory on Windows with voltages of 0, a maker as a number and a type that it does not know', () => {
    const module = {
      ...{
        size: 8_589_934_592,
        bank: 'BANK 0/0',
        type: 'Unknown',
        ecc: false,
        clockSpeed: 2400,
        formFactor: 'SODIMM',
      },
      ...{
        manufacturer: '04CB',
        partNum: 'AO1P24HC8T1-BQXS',
        voltageConfigured: 0,
        voltageMin: 0,
        voltageMax: 0,
      },
    };
    expect(factsOf.memLayout([module], 'win32')?.modules).toEqual([
      {
        ...{
          slot: 'BANK 0/0',
          sizeBytes: 8_589_934_592,
          type: null,
          speed: 2400,
          formFactor: 'SODIMM',
          manufacturer: null,
        },
        ...{ partNumber: 'AO1P24HC8T1-BQXS', errorCorrection: null },
      },
    ]);
  });

  test.each([
    [
      'on Apple silicon with 4 + 4 cores',
      'darwin',
      { physicalCores: 8, performanceCores: 4, efficiencyCores: 4 },
      4,
    ],
    [
      'whose parts are more than the whole',
      'darwin',
      { physicalCores: 8, performanceCores: 8, efficiencyCores: 4 },
      null,
    ],
    [
      'on Intel, where all are fast',
      'darwin',
      { physicalCores: 6, performanceCores: 12, efficiencyCores: 0 },
      null,
    ],
    [
      'on Windows, where it counts all as fast',
      'win32',
      { physicalCores: 8, performanceCores: 16, efficiencyCores: 0 },
      null,
    ],
    [
      'on Linux, where it guesses',
      'linux',
      { physicalCores: 14, performanceCores: 6, efficiencyCores: 8 },
      null,
    ],
  ] as const)('the kinds of cores of a processor %s', (_what, platform, cores, efficiency) => {
    const facts = factsOf.cpu({ socket: 'SOC', processors: 1, cache: {}, ...cores }, platform);
    expect(facts?.coreKinds?.efficiency ?? null).toBe(efficiency);
  });
});

describe('what the library would misread', () => {
  test.each([
    ['1.5 MiB (48 instances)', 1536 * 1024],
    ['1,5 MiB', 1536 * 1024],
    ['192 KiB', 192 * 1024],
    ['2 MiB (4 instances)', 2 * 2 ** 20],
    ['32K', 32 * 1024],
  ])('a cache of %s is as large as it says', async (size, bytes) => {
    const lscpu = fixture('lscpu.txt').replace('192 KiB (4 instances)', size);
    const { facts } = await libraryOn(machines.linux, { commands: { lscpu } }, 'cpu');
    expect(facts?.cacheBytes.l1Data ?? null).toBe(bytes);
  });

  test.each([
    ['64 GB', 64 * 2 ** 30],
    // Taken for gibibytes, these would be 512 and 2.
    ['512 MB', null],
    ['2 TB', null],
  ])(
    'a mainboard that takes up to %s is never one that takes more or less',
    async (size, bytes) => {
      const table = fixture('dmidecode-memory.txt').replace('64 GB', size);
      const { facts } = await libraryOn(
        machines.linux,
        { commands: { 'dmidecode -t memory': table } },
        'baseboard',
      );
      expect(facts).toMatchObject({ memorySlots: 4, mostMemoryBytes: bytes });
    },
  );

  test('blanks in place of tabs, as old versions of dmidecode write, and the tree that ioreg draws change nothing', async () => {
    const blanks = fixture('dmidecode-memory.txt').replaceAll('\t', '        ');
    expect(
      (await libraryOn(machines.linux, { commands: { dmidecode: blanks } }, 'memLayout')).facts
        ?.modules,
    ).toHaveLength(1);
    const tree = fixture('mac-board.txt').replaceAll('        "', '    |   "');
    expect(
      (await libraryOn(machines.appleMac, { commands: { ioreg: tree } }, 'chassis')).facts?.type,
    ).toBe('Notebook');
  });

  test('a module of which the firmware knows nothing but the size, as under Hyper-V, is one all the same', async () => {
    const table = fixture('dmidecode-memory.txt')
      .replace(/(Form Factor|Bank Locator|Type|Part Number|Manufacturer): .*/g, '$1: None')
      .replace('Type Detail: Synchronous', 'Type Detail: None');
    expect(
      (await libraryOn(machines.linux, { commands: { dmidecode: table } }, 'memLayout')).facts
        ?.modules,
    ).toMatchObject([{ sizeBytes: 16 * 2 ** 30, slot: null, type: null }]);
  });

  test('all of 128 slots are counted, as VMware tells of them', async () => {
    const [head = '', module = '', empty = ''] =
      fixture('dmidecode-memory.txt').split(/(?=Handle 0x001[12])/);
    const table = head + module + empty.repeat(127);
    expect(
      (await libraryOn(machines.linux, { commands: { dmidecode: table } }, 'memLayout')).facts
        ?.emptySlots,
    ).toBe(127);
  });
});

describe('what the library says when it knows nothing', () => {
  const invented: [Parameters<typeof libraryOn>[2], unknown][] = [
    [
      'memLayout',
      [
        {
          size: 25_276_502_016,
          bank: '',
          type: '',
          ecc: null,
          clockSpeed: 0,
          formFactor: '',
          partNum: '',
        },
      ],
    ],
    ['memLayout', [{ size: 0, bank: 'BANK 0', type: 'Empty' }]],
    ['chassis', { manufacturer: '', model: '', type: 'Other', version: 'Unknown' }],
    [
      'baseboard',
      {
        manufacturer: '-',
        model: 'Default string',
        version: 'To be filled by O.E.M.',
        memMax: null,
        memSlots: 0,
      },
    ],
    [
      'cpu',
      {
        brand: 'unknown',
        physicalCores: 2,
        performanceCores: 2,
        efficiencyCores: 0,
        processors: 1,
        cache: { l1d: 0, l2: -1 },
      },
    ],
    [
      'graphics',
      {
        controllers: [],
        displays: [{ vendor: '', model: '', main: true, resolutionX: 0, resolutionY: 0 }],
      },
    ],
    ['graphics', { controllers: [{ model: '<redacted>' }], displays: [{ model: 'Unknown' }] }],
  ];
  const broken = [
    null,
    undefined,
    '',
    7,
    [],
    {},
    [null],
    { controllers: 3, displays: { 0: 1 } },
    [[[]]],
  ];

  test.each(invented)('of %s is no fact', (call, value) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      expect(factsOf[call](value, platform)).toBeNull();
  });

  test.each(Object.keys(factsOf) as (keyof typeof factsOf)[])(
    'of %s in any other shape is no fact either',
    (call) => {
      for (const value of broken)
        for (const platform of ['linux', 'darwin', 'win32'] as const)
          expect(factsOf[call](value, platform)).toBeNull();
    },
  );
});
