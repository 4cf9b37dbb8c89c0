import { readFileSync } from 'node:fs';
import type { InventoryAnswer } from '#collector/inventory/answer.ts';
import type { InventoryCall } from '#collector/inventory/calls.ts';
import type { CommandResult } from '#collector/os/run-command.ts';
import type { CollectContext, Collector, ItemName, RawItem } from '#collector/toolkit/define.ts';
import type { Platform } from '#contract/collector/collector.ts';

/** A recorded output beside a collector's test: `fixtureOf(import.meta.url)('lpstat.txt')` reads `fixtures/lpstat.txt` there. */
export const fixtureOf =
  (test: string) =>
  (name: string): string =>
    readFileSync(new URL(`fixtures/${name}`, test), 'utf8');

export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/collector/${name}`, import.meta.url), 'utf8');

/** A machine that cannot exist here: what its commands say (by the start of the command line) and what its files hold. */
export interface Machine {
  platform: Platform;
  commands?: Record<string, string | Partial<CommandResult>>;
  files?: Record<string, string | 'denied'>;
  facts?: Partial<CollectContext['facts']>;
  endpoints?: CollectContext['endpoints'];
  now?: string;
  description?: CollectContext['description'];
  snapshotFolder?: string;
  thorough?: boolean;
  policy?: unknown;
  /** What the library says of the hardware; without it, the run does without the library. */
  inventory?: Partial<Record<InventoryCall, unknown>>;
}

/** Runs one collector against such a machine. JSON items are given as they would be read back. */
export async function collectOn(machine: Machine, collector: Collector) {
  const items: RawItem[] = [];
  const missing: CommandResult = {
    state: 'missing',
    exitCode: null,
    stdout: '',
    stderr: '',
    droppedBytes: 0,
  };
  const context: CollectContext = {
    platform: machine.platform,
    signal: new AbortController().signal,
    async run(command, commandArguments) {
      const line = [command, ...commandArguments].join(' ');
      const found = Object.entries(machine.commands ?? {}).find(
        ([start]) => line.startsWith(start) || (command === 'powershell' && line.includes(start)),
      );
      if (!found) return missing;
      const said = typeof found[1] === 'string' ? { stdout: found[1] } : found[1];
      return { ...missing, state: 'ended', exitCode: 0, ...said };
    },
    async powershell(script) {
      const found = Object.entries(machine.commands ?? {}).find(([sign]) => script.includes(sign));
      if (!found) return missing;
      const said = typeof found[1] === 'string' ? { stdout: found[1] } : found[1];
      return { ...missing, state: 'ended', exitCode: 0, ...said };
    },
    inventory: async <C extends InventoryCall>(call: C) =>
      (machine.inventory?.[call] ?? null) as InventoryAnswer<C> | null,
    async readText(path) {
      const text = machine.files?.[path];
      if (text === undefined) return { ok: false, problem: 'missing', detail: path };
      return text === 'denied'
        ? { ok: false, problem: 'denied', detail: path }
        : { ok: true, text, droppedBytes: 0 };
    },
    async readBytes(path, capBytes) {
      const text = machine.files?.[path];
      // One character for each byte.
      return text === undefined || text === 'denied'
        ? null
        : Buffer.from(text, 'latin1').subarray(0, capBytes);
    },
    async listFolder(path) {
      if (machine.files?.[path] === 'denied') return { ok: false, problem: 'denied' };
      const inside = Object.keys(machine.files ?? {}).filter((file) => file.startsWith(`${path}/`));
      const names = [
        ...new Set(inside.map((file) => file.slice(path.length + 1).split('/')[0] ?? '')),
      ].sort();
      if (names.length === 0) return { ok: false, problem: 'missing' };
      return {
        ok: true,
        entries: names.map((name) => ({
          name,
          modifiedAt: machine.now ?? '2026-11-23T12:00:00.000Z',
        })),
      };
    },
    async runProgram(path, words) {
      const said = machine.commands?.[[path, ...words].join(' ')];
      if (said === undefined) return missing;
      return {
        ...missing,
        state: 'ended',
        exitCode: 0,
        ...(typeof said === 'string' ? { stdout: said } : said),
      };
    },
    async findFiles(pattern) {
      const folder = pattern.slice(0, pattern.search(/[*?][^/]*$/));
      const paths = Object.keys(machine.files ?? {}).filter(
        (path) => path === pattern || (folder && path.startsWith(folder)),
      );
      const modifiedAt = machine.now ?? '2026-11-23T12:00:00.000Z';
      const files = paths.map((path) => ({
        path,
        bytes: machine.files?.[path]?.length ?? 0,
        modifiedAt,
      }));
      return { files, outside: 0, problem: null };
    },
    add: (item) => void items.push(item),
    facts: {
      graphics: null,
      displays: null,
      proxies: [],
      locale: 'de-DE',
      versions: {},
      ...machine.facts,
    },
    endpoints: machine.endpoints ?? [],
    agentLogs: [],
    thorough: machine.thorough ?? false,
    policy: machine.policy ?? null,
    description: machine.description ?? null,
    snapshotFolder: machine.snapshotFolder ?? null,
    now: () => new Date(machine.now ?? '2026-11-23T12:00:00Z'),
  };
  const result = await collector.collect(context);
  items.push(...(result.items ?? []));
  const undeclared = items.find(({ name }) => !declares(collector, name));
  if (undeclared) throw new Error(`${collector.id} does not declare the item ${undeclared.name}`);
  const status = 'status' in result ? result.status : 'success';
  const reason = 'status' in result ? result.reason.message : null;
  const content = (name: string): unknown => {
    const item = items.find((one) => one.name === name);
    if (!item) throw new Error(`no item ${name}`);
    return item.mediaType === 'application/json'
      ? JSON.parse(JSON.stringify(item.content))
      : item.content;
  };
  return { status, reason, names: items.map(({ name }) => name), content };
}

/** `*` in a declared name stands for a number. */
const declares = ({ items }: Collector, name: string): boolean =>
  items.includes(name.replace(/\d+/, '*') as ItemName) || items.includes(name as ItemName);
