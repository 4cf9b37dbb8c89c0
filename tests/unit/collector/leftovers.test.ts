import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { endLeftoverCommands } from '../../../main/collector/supervisor/leftovers.ts';

test('a list of leftover commands never names another process than one that could be ours', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-leftovers-'));
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    mkdirSync(join(folder, 'commands'));
    for (const name of ['0', '1', '-5', '007', 'x', '4194304']) writeFileSync(join(folder, 'commands', name), '');
    await endLeftoverCommands(folder);
    expect(kill.mock.calls).toEqual([[process.platform === 'win32' ? 4194304 : -4194304, 'SIGKILL']]);
    expect(existsSync(join(folder, 'commands'))).toBe(false);
  } finally {
    kill.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
});
