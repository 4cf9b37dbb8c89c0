import { homedir } from 'node:os';
import type { FoundFile } from '#collector/os/find-files.ts';
import {
  because,
  type CollectContext,
  type Collector,
  type CollectResult,
  type ItemName,
  jsonItem,
  type RawItem,
  textItem,
} from '#collector/toolkit/define.ts';
import { type Application, declaredApplication } from '#contract/collector/collector.ts';
import { isProtected, placeOn } from './path.ts';

const configurationCap = 256 * 1024;
/** Most files of each kind. */
const most = 10;
const versionTimeoutMs = 5000;

type Kind = 'log' | 'configuration';

export const applicationItems: readonly ItemName[] = [
  'application.json',
  'log-*.txt',
  'configuration-*.txt',
];

/** A file or pattern from the policy that is not in the bundle, and why. */
interface LeftOut {
  path: string;
  why:
    | 'missing'
    | 'denied'
    | 'failed'
    | 'leads outside its folder'
    | 'protected'
    | 'older than the ones kept';
  count: number;
}

interface Gathered {
  items: RawItem[];
  files: { item: string; kind: Kind; path: string; bytes: number; modifiedAt: string }[];
  leftOut: LeftOut[];
}

/** The collector of one application from the policy. It reads only what the policy lists. */
export function applicationCollector(application: Application): Collector {
  const { name, logs, configuration, versionCommand } = application;
  const declaration = declaredApplication(application);
  const reads = [...logs, ...configuration, ...(versionCommand ? [versionCommand.path] : [])];
  return {
    ...declaration,
    items: applicationItems,
    reads: { linux: reads, darwin: reads, win32: reads },
    mayReveal: 'Whatever the application writes into its logs and settings.',
    async collect(context): Promise<CollectResult> {
      const version = await versionOf(context, versionCommand);
      const newest = await gather(context, 'log', logs, declaration.byteCap);
      const settings = await gather(context, 'configuration', configuration, configurationCap);
      const files = [...newest.files, ...settings.files];
      const leftOut = [...newest.leftOut, ...settings.leftOut];
      if (files.length === 0 && version === null && leftOut.every(({ why }) => why === 'missing')) {
        return {
          status: 'unavailable',
          reason: because('Nothing from this application was found on this computer.'),
        };
      }
      const index = jsonItem('application.json', { name, version, files, leftOut });
      const items = [index, ...newest.items, ...settings.items];
      const unread = leftOut.filter(
        ({ why }) => why !== 'missing' && why !== 'older than the ones kept',
      );
      if (unread.length === 0) return { items };
      const denied = unread.some(({ why }) => why === 'denied');
      const reason = denied
        ? because('Only an administrator may read some of its files.')
        : because(
            'Some of its files were left out. They point to another folder, contain keys or passwords, or could not be read.',
          );
      return { status: files.length === 0 && denied ? 'denied' : 'partial', reason, items };
    },
  };
}

async function versionOf(
  context: CollectContext,
  command: Application['versionCommand'],
): Promise<string | null> {
  const path = command && placeOn(command.path, context.platform, homedir(), process.env);
  if (!command || !path) return null;
  const { state, stdout, stderr } = await context.runProgram(path, command.arguments, {
    timeoutMs: versionTimeoutMs,
    capBytes: 16 * 1024,
  });
  return state === 'missing' ? null : (stdout.trim() || stderr.trim()).slice(0, 2000) || null;
}

/** Reads the newest files of all patterns together, at most `cap` bytes of each. */
async function gather(
  context: CollectContext,
  kind: Kind,
  patterns: readonly string[],
  cap: number,
): Promise<Gathered> {
  const leftOut: LeftOut[] = [];
  const found = new Map<string, FoundFile>();
  for (const pattern of patterns) {
    const place = placeOn(pattern, context.platform, homedir(), process.env);
    // A policy may cover several systems; a path for another system is not missing here.
    if (place === null) continue;
    const { files, outside, problem } = await context.findFiles(place);
    if (outside > 0) leftOut.push({ path: place, why: 'leads outside its folder', count: outside });
    if (files.length === 0 && outside === 0)
      leftOut.push({ path: place, why: problem ?? 'missing', count: 1 });
    for (const file of files) found.set(file.path, file);
  }
  const allowed = [...found.values()].filter((file) => {
    const never = isProtected(file.path);
    if (never) leftOut.push({ path: file.path, why: 'protected', count: 1 });
    return !never;
  });
  const newest = allowed.sort((a, b) => (a.modifiedAt < b.modifiedAt ? 1 : -1)).slice(0, most);
  const older = allowed.length - newest.length;
  if (older > 0)
    leftOut.push({ path: patterns.join(', '), why: 'older than the ones kept', count: older });

  const gathered: Gathered = { items: [], files: [], leftOut };
  for (const { path, bytes, modifiedAt } of newest) {
    const reading = await context.readText(path, cap, kind === 'log' ? 'end' : 'both');
    if (!reading.ok) {
      leftOut.push({ path, why: reading.problem, count: 1 });
      continue;
    }
    // Named by number, because a file name could contain the person's name. The index maps numbers to files.
    const item = `${kind}-${gathered.files.length + 1}.txt` as const;
    gathered.files.push({ item, kind, path, bytes, modifiedAt });
    gathered.items.push(textItem(item, reading.text, reading.droppedBytes));
  }
  return gathered;
}
