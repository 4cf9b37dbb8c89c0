import type { InventoryAnswer } from '#collector/inventory/answer.ts';
import type { Access } from '#collector/inventory/answer-line.ts';
import type { InventoryCall, Machine } from '#collector/inventory/calls.ts';
import { createInventory } from '#collector/inventory/inventory.ts';
import type { CommandResult } from '#collector/os/run-command.ts';

export const libraryThread = new URL('../../collector/inventory/thread.ts', import.meta.url);

const missing: CommandResult = {
  state: 'missing',
  exitCode: null,
  stdout: '',
  stderr: '',
  droppedBytes: 0,
};

export const machines = {
  linux: { platform: 'linux', architecture: 'x64', release: '6.1.0' },
  intelMac: { platform: 'darwin', architecture: 'x64', release: '22.6.0' },
  appleMac: { platform: 'darwin', architecture: 'arm64', release: '24.1.0' },
  windows: { platform: 'win32', architecture: 'x64', release: '10.0.22631' },
} as const satisfies Record<string, Machine>;

/** What a machine says to a command line or a PowerShell script, by how it begins; and what its files hold. */
export interface Said {
  commands?: Record<string, string | Partial<CommandResult> | (() => Promise<CommandResult>)>;
  files?: Record<string, string | 'denied'>;
}

/** Such a machine as the library's commands reach it. `asked` collects what they ask for. */
export function accessTo({ commands = {}, files = {} }: Said, asked: string[] = []): Access {
  const answer = async (line: string): Promise<CommandResult> => {
    asked.push(line);
    const said = Object.entries(commands).find(([start]) => line.startsWith(start))?.[1];
    if (said === undefined) return missing;
    if (typeof said === 'function') return said();
    return {
      ...missing,
      state: 'ended',
      exitCode: 0,
      ...(typeof said === 'string' ? { stdout: said } : said),
    };
  };
  return {
    run: (program, words) => answer([program, ...words].join(' ')),
    powershell: answer,
    async readText(path) {
      asked.push(path);
      const text = files[path];
      if (text === undefined) return { ok: false, problem: 'missing', detail: path };
      return text === 'denied'
        ? { ok: false, problem: 'denied', detail: path }
        : { ok: true, text, droppedBytes: 0 };
    },
  };
}

/** One call of the real library, in a real thread, on a machine that cannot exist here. */
export async function libraryOn<C extends InventoryCall>(
  machine: Machine,
  said: Said,
  call: C,
  asked: string[] = [],
): Promise<InventoryAnswer<C>> {
  const inventory = createInventory({
    thread: libraryThread,
    machine,
    threads: 1,
    deadlineMs: 60_000,
  });
  try {
    return await inventory.ask(call, accessTo(said, asked), new AbortController().signal);
  } finally {
    await inventory.close();
  }
}
