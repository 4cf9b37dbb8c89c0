import type { CollectContext } from '#collector/toolkit/define.ts';
import { textOf } from '#collector/toolkit/fields.ts';
import { namesIn } from '#collector/toolkit/platform-tools.ts';
import { groupsOf, portalPrograms, snapPrograms } from './linux.ts';
import { type DeviceNode, distinct, type Part, type Permission } from './types.ts';

const mostNodes = 32;

export interface LinuxPermissions {
  permissions: Permission[];
  devices: DeviceNode[];
  /** Which sound servers listen for this person's programs; null without a session. */
  soundServers: { pipewire: boolean; pulse: boolean } | null;
}

/** Null when nothing can be read. */
export async function gatherLinux(context: CollectContext): Promise<LinuxPermissions | null> {
  const folder = await context.listFolder('/dev');
  const [devices, programs, soundServers] = await Promise.all([
    gatherNodes(context),
    gatherPrograms(context),
    gatherServers(context),
  ]);
  const asked = [...programs.values()].some((list) => list !== null);
  if (!folder.ok && !asked && soundServers === null) return null;
  const permissions = [...programs].map(([part, list]): Permission => {
    const own = devices.filter((node) => node.part === part && node.usable !== null);
    const allowed = own.length === 0 ? null : own.some(({ usable }) => usable);
    return {
      part,
      allowed,
      decidedBy: allowed === null ? null : 'computer',
      desktopPrograms: null,
      programs: list,
    };
  });
  return { permissions, devices, soundServers };
}

/** Cameras are `/dev/videoN`; microphones are `/dev/snd/pcmC0D0c` (`p` for playback). Candor opens none of them. */
async function gatherNodes(context: CollectContext): Promise<DeviceNode[]> {
  const [videos, sounds] = await Promise.all([
    namesIn(context, '/dev', /^video\d{1,3}$/),
    namesIn(context, '/dev/snd', /^pcmC\d{1,2}D\d{1,3}c$/),
  ]);
  const found = [
    ...videos.map((name) => ({ part: 'camera' as const, path: `/dev/${name}` })),
    ...sounds.map((name) => ({ part: 'microphone' as const, path: `/dev/snd/${name}` })),
  ].slice(0, mostNodes);
  if (found.length === 0) return [];
  const groups = groupsOf(
    (
      await context.run('stat', ['-c', '%G %n', ...found.map(({ path }) => path)], {
        timeoutMs: 3000,
      })
    ).stdout,
  );
  return Promise.all(
    found.map(async ({ part, path }) => {
      const [name, usable] = await Promise.all([cameraName(context, path), mayUse(context, path)]);
      return { part, path, name, usable, group: groups.get(path) ?? null };
    }),
  );
}

async function cameraName(context: CollectContext, path: string): Promise<string | null> {
  if (!path.startsWith('/dev/video')) return null;
  const reading = await context.readText(
    `/sys/class/video4linux/${path.slice('/dev/'.length)}/name`,
    1024,
  );
  return reading.ok ? textOf(reading.text) : null;
}

/** Asks the kernel, which considers groups and access lists, without opening the device. */
async function mayUse(context: CollectContext, path: string): Promise<boolean | null> {
  const { state, exitCode } = await context.run('test', ['-r', path, '-a', '-w', path], {
    timeoutMs: 2000,
  });
  return state !== 'ended' || (exitCode !== 0 && exitCode !== 1) ? null : exitCode === 0;
}

const portal = 'org.freedesktop.impl.portal.PermissionStore';

/** Tables of xdg-desktop-portal's permission store, and plugs of snaps. */
const sources: readonly (readonly [Part, table: string, id: string, plug: string | null])[] = [
  ['camera', 'devices', 'camera', 'camera'],
  ['microphone', 'devices', 'microphone', 'audio-record'],
  ['location', 'location', 'location', 'location-observe'],
  ['screen recording', 'screenshot', 'screenshot', null],
];

async function gatherPrograms(context: CollectContext): Promise<Map<Part, Permission['programs']>> {
  const [snaps, ...stored] = await Promise.all([
    context.run('snap', ['connections', '--all'], { timeoutMs: 3000 }),
    ...sources.map(([, table, id]) => lookUp(context, table, id)),
  ]);
  return new Map(
    sources.map(([part, , , plug], at) => {
      const plugs = plug === null ? [] : snapPrograms(snaps.stdout, plug);
      const known = stored[at] ?? null;
      return [
        part,
        known === null && plugs.length === 0 ? null : distinct([...(known ?? []), ...plugs]),
      ];
    }),
  );
}

/** Does not start the store: if it is not running, nothing is known. A table without the entry returns an empty answer. */
async function lookUp(context: CollectContext, table: string, id: string) {
  const words = [
    '--user',
    '--json=short',
    '--auto-start=no',
    'call',
    portal,
    `/${portal.replaceAll('.', '/')}`,
    portal,
    'Lookup',
  ];
  const { state, exitCode, stdout, stderr } = await context.run(
    'busctl',
    [...words, 'ss', table, id],
    { timeoutMs: 2000 },
  );
  if (state === 'ended' && exitCode === 0) return portalPrograms(stdout);
  return /No entry for/i.test(stderr) ? [] : null;
}

async function gatherServers(context: CollectContext): Promise<LinuxPermissions['soundServers']> {
  const listing = await context.listFolder(`/run/user/${process.getuid?.() ?? 0}`);
  if (!listing.ok) return null;
  const names = listing.entries.map(({ name }) => name);
  return { pipewire: names.includes('pipewire-0'), pulse: names.includes('pulse') };
}
