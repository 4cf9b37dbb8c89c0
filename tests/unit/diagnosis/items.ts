import type { ShapedItem, ShapedItemId } from '#contract/collector/item-shapes.ts';

/** A healthy machine; tests change what they are about. */
export const healthy: { [K in ShapedItemId]: ShapedItem<K> } = {
  'system/system.json': {
    manufacturer: 'LENOVO',
    model: 'ThinkPad T14',
    virtual: false,
    firmware: { vendor: 'LENOVO', version: 'N3BET60W', releaseDate: '2024-03-01' },
  },
  'operating-system/operating-system.json': {
    name: 'Debian GNU/Linux 12 (bookworm)',
    version: '12',
    kernel: '6.1.0-18-amd64',
    architecture: 'x64',
    uptimeSeconds: 273_600,
    bootedAt: '2025-01-01T08:00:00.000Z',
    locale: 'en-GB',
    timeZone: 'Europe/Berlin',
  },
  'processor/processor.json': {
    model: 'AMD Ryzen 7 PRO',
    logicalProcessors: 16,
    loadAverage: [0.5, 0.25, 0.125],
  },
  'memory/memory.json': {
    totalBytes: 16e9,
    availableBytes: 9e9,
    swapTotalBytes: 8e9,
    swapUsedBytes: 0,
    pressure: { someAvg60: 0, fullAvg60: 0 },
  },
  'disks/filesystems.json': {
    filesystems: [
      {
        mount: '/',
        type: 'ext4',
        sizeBytes: 500e9,
        usedBytes: 200e9,
        availableBytes: 275e9,
        readOnly: false,
      },
    ],
  },
  'reachability/reachability.json': {
    endpoints: [
      {
        id: 'desk',
        address: 'https://desk.example.org',
        dns: { ok: true, milliseconds: 12, error: null, addresses: ['ip-1'] },
        tcp: { ok: true, milliseconds: 20, error: null },
        tls: {
          ok: true,
          milliseconds: 30,
          error: null,
          protocol: 'TLSv1.3',
          issuer: 'Example CA',
          validTo: null,
          trusted: true,
        },
        http: { ok: true, milliseconds: 40, error: null, status: 200, clockOffsetSeconds: 0 },
      },
    ],
  },
  'dns/dns.json': {
    servers: ['ip-2'],
    lookups: [
      { name: 'desk.example.org', server: null, ok: true, milliseconds: 12, error: null },
      { name: 'desk.example.org', server: 'ip-2', ok: true, milliseconds: 9, error: null },
    ],
  },
  'network-checks/network-checks.json': {
    checkedAt: '2025-01-02T08:00:00.000Z',
    servers: ['ip-2'],
    endpoints: [
      {
        id: 'wiki',
        name: 'Wiki',
        address: 'https://wiki.example.org/',
        reachable: true,
        failedAt: null,
        totalMilliseconds: 90,
        dns: [
          { server: null, type: 'A', ok: true, milliseconds: 10, error: null, addresses: ['ip-3'] },
        ],
        tcp: [{ family: 'IPv4', address: 'ip-3', ok: true, milliseconds: 20, error: null }],
        chosen: { family: 'IPv4', address: 'ip-3' },
        tls: {
          ok: true,
          milliseconds: 30,
          error: null,
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_128_GCM_SHA256',
          trusted: true,
          namesHost: true,
          intercepted: 'no',
          chain: [
            {
              subject: 'CN=wiki.example.org',
              issuer: 'CN=Example CA',
              validFrom: '2024-12-01T00:00:00.000Z',
              validTo: '2025-03-01T00:00:00.000Z',
              fingerprint: 'AB:CD',
            },
          ],
        },
        http: {
          ok: true,
          milliseconds: 30,
          error: null,
          status: 200,
          firstByteMilliseconds: 25,
          contentType: 'text/html',
          redirectHost: null,
          clockOffsetSeconds: 0,
        },
        portal: null,
        proxy: null,
        latency: {
          attempts: 5,
          failed: 0,
          resent: 0,
          minimumMilliseconds: 18,
          medianMilliseconds: 20,
          maximumMilliseconds: 22,
        },
        pathMtu: { bytes: 1500, tool: 'ping', unavailable: null },
      },
    ],
  },
  'performance/performance.json': {
    startedAt: '2025-01-02T08:00:00.000Z',
    intervalMilliseconds: 1000,
    intendedPoints: 10,
    logicalProcessors: 2,
    memoryTotalBytes: 16e9,
    swapTotalBytes: 8e9,
    points: Array.from({ length: 10 }, (_, index) => ({
      at: (index + 1) * 1000,
      cpu: { percent: 12, cores: [10, 14], waitPercent: 0.5, stealPercent: 0 },
      memory: {
        usedBytes: 7e9,
        availableBytes: 9e9,
        swapUsedBytes: 0,
        swapInBytesPerSecond: 0,
        swapOutBytesPerSecond: 0,
      },
      disks: [
        {
          name: 'nvme0n1',
          readBytesPerSecond: 40_000,
          writeBytesPerSecond: 250_000,
          busyPercent: 2,
        },
      ],
      network: [{ name: 'eth0', receivedBytesPerSecond: 12_000, sentBytesPerSecond: 3000 }],
    })),
    programs: {
      byCpu: [{ name: 'firefox', processes: 9, cpuPercent: 6 }],
      byMemory: [{ name: 'firefox', processes: 9, memoryBytes: 2.1e9 }],
    },
  },
};

/** Reads from `items` as if they stood in a bundle; `undefined` takes an item out of it. */
export const bundleOf =
  (changes: { [K in ShapedItemId]?: ShapedItem<K> | undefined } = {}) =>
  (id: string): string | undefined => {
    const items: Record<string, unknown> = { ...healthy, ...changes };
    return items[id] === undefined ? undefined : JSON.stringify(items[id]);
  };
