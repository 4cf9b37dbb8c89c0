import { createHash, randomUUID } from 'node:crypto';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { TimelineDocument, TimelineEvent } from '#contract/bundle/timeline.ts';
import { type IncidentDetail, incidentDetail } from '#contract/http/console-api.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const device = 'd'.repeat(43);
export const publicKey = { kty: 'OKP', crv: 'Ed25519', x: 'k'.repeat(43) } as const;

/** The ids of the signed-in engineer, under any name, and of a colleague. */
export const ownId = randomUUID();
export const graceId = randomUUID();

/** Content of a hostile bundle. All of it must be shown as text. */
export const hostile =
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{t}} \u202Etxt.exe';

export const items: Record<string, string> = {
  'description/description.json': JSON.stringify({ happened: 'x', began: '', severity: null }),
  'operating-system/operating-system.json': JSON.stringify(
    { name: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-18-amd64' },
    null,
    2,
  ),
  'memory/memory.json': JSON.stringify(
    { totalBytes: 16e9, availableBytes: 0.4e9, pressure: { someAvg60: 41.5, fullAvg60: 3 } },
    null,
    2,
  ),
  'performance/performance.json': JSON.stringify(sampleOf()),
  'disks/filesystems.json': JSON.stringify(
    {
      filesystems: [
        {
          mount: '/',
          type: 'ext4',
          sizeBytes: 256e9,
          usedBytes: 254e9,
          availableBytes: 1.2e9,
          readOnly: false,
        },
      ],
    },
    null,
    2,
  ),
  'software/packages.json': JSON.stringify({
    packages: Array.from({ length: 8000 }, (_, index) => ({
      name: `package-${index}`,
      version: `1.${index}`,
      serial: 1,
    })),
  }),
  'network/odd.json': `{"${hostile.replaceAll('"', '\\"')}": ["${hostile.replaceAll('"', '\\"')}", 12345678901234567890]}`,
  'system-log/system.log': Array.from({ length: 3000 }, (_, index) =>
    index === 1499
      ? `Nov 23 06:00:00 host-1 kernel: oom-kill: ${hostile}`
      : `Nov 23 06:00:${index} host-1 service[${index}]: line ${index + 1}`,
  ).join('\n'),
};

const event = (part: Partial<TimelineEvent>): TimelineEvent => ({
  at: '2026-11-20T08:40:00.000Z',
  dayOnly: false,
  kind: 'error',
  what: 'outlook',
  detail: null,
  count: 1,
  firstAt: null,
  source: { item: 'system-log/system.log', pointer: null, line: 12 },
  ...part,
});

/** `timeline.json` of the bundle. */
export const timeline = JSON.stringify({
  since: '2026-11-06T09:14:00.000Z',
  until: '2026-11-20T09:14:00.000Z',
  events: [
    event({ kind: 'crashed', detail: 'SIGSEGV' }),
    event({
      at: '2026-11-20T08:39:00.000Z',
      detail: hostile,
      count: 12,
      firstAt: '2026-11-20T08:01:00.000Z',
    }),
    event({ at: '2026-11-20T08:00:00.000Z', kind: 'rebooted', what: 'system', detail: 'started' }),
    event({
      at: '2026-11-20T07:55:00.000Z',
      kind: 'updated',
      detail: '16.0.1 → 16.0.2',
      source: { item: 'software/packages.json', pointer: '/packages/3', line: null },
    }),
    event({ at: '2026-11-18T00:00:00.000Z', dayOnly: true, kind: 'installed', what: 'KB5031356' }),
    ...Array.from({ length: 60 }, (_, index) =>
      event({
        at: new Date(Date.UTC(2026, 10, 15, 0, 0, 60 - index)).toISOString(),
        kind: 'reconfigured',
        what: `/etc/part-${index}`,
      }),
    ),
  ],
  dropped: 7,
  unreadable: [],
} satisfies TimelineDocument);
/** A computer whose processor becomes busy halfway through ten seconds. */
export function sampleOf(change: Record<string, unknown> = {}) {
  return {
    ...{
      startedAt: '2026-11-20T09:14:00.000Z',
      intervalMilliseconds: 1000,
      intendedPoints: 10,
      logicalProcessors: 8,
    },
    ...{ memoryTotalBytes: 16e9, swapTotalBytes: 4e9 },
    points: [12, 15, 22, 64, 97, 98, 96, 71, 30, 18].map((percent, index) => ({
      at: (index + 1) * 1000,
      cpu: {
        percent,
        cores: [percent, Math.min(100, percent * 1.4)],
        waitPercent: index === 4 ? 9 : 1,
        stealPercent: 0,
      },
      memory: {
        ...{
          usedBytes: 9e9 + index * 4e8,
          availableBytes: 7e9 - index * 4e8,
          swapUsedBytes: index * 1e8,
        },
        ...{ swapInBytesPerSecond: 0, swapOutBytesPerSecond: 0 },
      },
      disks: [
        {
          name: 'nvme0n1',
          readBytesPerSecond: percent * 1e6,
          writeBytesPerSecond: index * 4e6,
          busyPercent: percent,
        },
        { name: 'sda', readBytesPerSecond: 1e5, writeBytesPerSecond: 0, busyPercent: 1 },
      ],
      network: [
        { name: 'wlp1s0', receivedBytesPerSecond: 2e5 + index * 3e4, sentBytesPerSecond: 5e4 },
      ],
    })),
    programs: {
      byCpu: [
        { name: 'blender', processes: 3, cpuPercent: 61.2 },
        { name: hostile, processes: 1, cpuPercent: 12 },
      ],
      byMemory: [{ name: 'firefox', processes: 14, memoryBytes: 4.2e9 }],
    },
    ...change,
  };
}

const categoryOf: Record<string, ManifestItem['category']> = {
  description: 'description',
  'operating-system': 'system',
  memory: 'machine',
  performance: 'machine',
  disks: 'machine',
  software: 'software',
  network: 'network',
  'system-log': 'logs',
};

function manifestItem(id: string): ManifestItem {
  const collector = id.split('/')[0] ?? '';
  const text = items[id] ?? '';
  return {
    id,
    collector,
    mediaType: id.endsWith('.json') ? 'application/json' : 'text/plain',
    bytes: Buffer.byteLength(text),
    sha256: hash(text),
    droppedBytes: id === 'system-log/system.log' ? 4_200_000 : 0,
    title: `About the ${collector.replaceAll('-', ' ')}`,
    purpose: 'To see what the machine is like',
    category: categoryOf[collector] ?? 'system',
    sensitivity: 'technical',
    redacted: id === 'system-log/system.log' ? 12 : 0,
  };
}

/** An incident as the desk returns it, with `change` applied. Parsed with the contract. */
export function incidentOf(id: number, change: Partial<IncidentDetail> = {}): IncidentDetail {
  const number = `INC-${String(id).padStart(6, '0')}`;
  const receivedAt = '2026-11-20T09:15:00.000Z';
  const bundle = randomUUID();
  const manifestHash = hash(number);
  return incidentDetail.parse({
    number,
    status: 'new',
    receivedAt,
    summary: 'Outlook freezes whenever I open a shared calendar',
    severity: 'blocked',
    device,
    deviceName: null,
    deviceVerified: true,
    assignee: null,
    assigneeId: null,
    findings: { critical: 1, warning: 1, info: 0 },
    awaitsAnswer: false,
    request: null,
    answers: [],
    description: {
      happened: `Outlook freezes whenever I open a shared calendar.\n\nI see this text then:\n${hostile}`,
      began: 'This morning, after the update',
      severity: 'blocked',
    },
    glance: [
      { label: { message: 'Computer' }, value: 'LENOVO ThinkPad T14', item: 'system/system.json' },
      {
        label: { message: 'Operating system' },
        value: 'Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · x64',
        item: 'operating-system/operating-system.json',
      },
      {
        label: { message: 'Memory available' },
        value: '400 MB / 16 GB (2.5 %)',
        item: 'memory/memory.json',
      },
      {
        label: { message: 'Free space on {disk}', values: { disk: '/' } },
        value: '1.2 GB / 255 GB (0.5 %)',
        item: 'disks/filesystems.json',
      },
      {
        label: { message: 'Running for' },
        value: '12 d 4 h',
        item: 'operating-system/operating-system.json',
      },
    ],
    findingList: [
      {
        analyzer: 'disk-space',
        severity: 'critical',
        cause: 'client environment',
        title: {
          message: 'The disk {mount} is full: only {free} left',
          values: { mount: '/', free: '1.2 GB' },
        },
        explanation: {
          message:
            'Only {free} is left. Programs that need to save something there fail, often without saying why.',
          values: { free: '1.2 GB' },
        },
        nextStep: {
          message: 'Empty the trash and the downloads folder, or move large files elsewhere.',
        },
        evidence: [
          {
            item: 'disks/filesystems.json',
            pointer: '/filesystems/0/availableBytes',
            line: null,
            quote: '/ (ext4): availableBytes 1200000000',
          },
        ],
      },
      {
        analyzer: 'memory-pressure',
        severity: 'warning',
        cause: 'unknown',
        title: { message: 'A program was ended: {name}', values: { name: hostile } },
        explanation: { message: 'The system ran out of memory and ended a program.' },
        nextStep: { message: 'Look at the log around this line.' },
        evidence: [
          { item: 'system-log/system.log', pointer: null, line: 1500, quote: 'oom-kill' },
          { item: 'processes/processes.json', pointer: '/0', line: null, quote: 'was left out' },
        ],
      },
    ],
    failedAnalyzers: ['clock'],
    manifest: {
      format: 'candor-bundle',
      version: 1,
      bundle,
      createdAt: receivedAt,
      agent: { version: '0.1.0', platform: 'linux', architecture: 'x64' },
      preset: 'standard',
      collectors: [
        {
          ...{
            id: 'memory',
            title: 'Memory',
            purpose: 'x',
            category: 'machine',
            status: 'success',
            durationMs: 12,
          },
          ...{ reason: null, items: ['memory/memory.json'] },
        },
        {
          ...{
            id: 'smart',
            title: 'Disk health',
            purpose: 'x',
            category: 'machine',
            status: 'denied',
            durationMs: 3,
            items: [],
          },
          reason: {
            message: 'Only an administrator may read {what}.',
            values: { what: 'disk health' },
          },
        },
        {
          ...{
            id: 'wifi',
            title: 'Wi-Fi',
            purpose: 'x',
            category: 'network',
            status: 'unavailable',
            durationMs: 1,
            items: [],
          },
          reason: { message: 'This computer has no Wi-Fi.' },
        },
      ],
      items: Object.keys(items).map(manifestItem),
      leftOut: [{ id: 'processes/processes.json', title: 'Processes', bytes: 48_211 }],
      findings: { bytes: 10, sha256: hash('f') },
      redactions: { bytes: 10, sha256: hash('r') },
      timeline: { bytes: 10, sha256: hash(timeline) },
    },
    manifestHash,
    receipt: {
      receipt: {
        ...{ format: 'candor-receipt', version: 1, bundle, manifestHash, device },
        items: Object.keys(items).map((item) => ({ id: item, sha256: hash(items[item] ?? '') })),
        recipient: {
          organisation: 'Example Org',
          fingerprint: 'f'.repeat(43),
          desk: 'https://desk.example.org',
        },
        purpose: 'To find and solve the problem you described',
        retentionDays: 30,
        agreedAt: '2026-11-20T09:14:30.000Z',
      },
      jws: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl',
      publicKey,
    },
    verifications: [
      {
        check: { message: 'The manifest hash is the one the person agreed to' },
        passed: true,
        detail: null,
      },
      {
        check: { message: 'Every item has the hash that the manifest names' },
        passed: true,
        detail: null,
      },
      {
        check: { message: 'The signature is by the device that sent it' },
        passed: false,
        detail: 'JWSSignatureVerificationFailed',
      },
    ],
    timeline: [{ kind: 'received', id: 'received', at: receivedAt }],
    ...change,
  });
}

export const manyIncidents = (): IncidentDetail[] => [
  incidentOf(1, {
    status: 'closed',
    ...{ assignee: 'Grace Hopper', assigneeId: graceId },
    summary: 'Printer prints everything twice',
    severity: 'annoyed',
    findings: { critical: 0, warning: 0, info: 0 },
  }),
  incidentOf(2, {
    status: 'in-progress',
    ...{ assignee: 'Ada Lovelace', assigneeId: ownId },
    summary: 'VPN drops every few minutes',
    severity: 'slowed',
    findings: { critical: 0, warning: 2, info: 1 },
    awaitsAnswer: true,
  }),
  incidentOf(3, {
    status: 'pending-user',
    ...{ assignee: 'Grace Hopper', assigneeId: graceId },
    summary: hostile,
    severity: null,
    findings: { critical: 0, warning: 0, info: 3 },
  }),
  incidentOf(4),
];
